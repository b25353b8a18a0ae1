import { plain } from '../../../events/plain-text.ts';
import { dropCheckpoint } from '../../timeline/checkpoints.ts';
import { type SessionAction, UsageError, valueAnswer } from '../action.ts';
import { checkpointsInWords } from './checkpoints.ts';
import type { Session } from './session.ts';

/** One kind of thing that a user sets up in a session, and can forget again. */
interface Kind {
  readonly name: 'watch' | 'checkpoint' | 'branch';
  readonly plural: string;
  readonly names: (session: Session) => readonly string[];
  /** What there is, for somebody who named what is not. */
  readonly known: (session: Session) => string;
  readonly forget: (session: Session, name: string) => void;
}

const listed = (names: readonly string[], none: string): string =>
  names.length === 0 ? none : `there are ${names.join(', ')}`;

const watchNames = ({ watches }: Session): readonly string[] => watches.map(({ number }) => String(number));
const branchNames = ({ branches }: Session): readonly string[] => branches.map(({ name }) => name);

/** Forgets a branch, and the checkpoints in it, which would lead nowhere. */
function forgetBranch(session: Session, name: string): void {
  const gone = session.branches.find((one) => one.name === name);
  if (!gone) return;
  session.branches = session.branches.filter((one) => one !== gone);
  session.checkpoints = new Map([...session.checkpoints].filter(([, { timeline }]) => timeline !== gone.branch));
  session.left.delete(gone.branch);
}

const KINDS: readonly Kind[] = [
  {
    name: 'watch',
    plural: 'watches',
    names: watchNames,
    known: (session) => listed(watchNames(session), 'nothing is watched'),
    forget: (session, name) => {
      session.watches = session.watches.filter(({ number }) => String(number) !== name);
    },
  },
  {
    name: 'checkpoint',
    plural: 'checkpoints',
    names: ({ checkpoints }) => [...checkpoints.keys()],
    known: checkpointsInWords,
    forget: (session, name) => {
      session.checkpoints = dropCheckpoint(session.checkpoints, name);
    },
  },
  {
    name: 'branch',
    plural: 'branches',
    names: branchNames,
    known: (session) => listed(branchNames(session), 'there is no branch'),
    forget: forgetBranch,
  },
];

/** What is to be forgotten: a watch by its number alone, anything by its kind and name, or all of a kind. */
function asked(text: string): { readonly kind: Kind; readonly which: string; readonly offset: number } | undefined {
  const [watch] = KINDS;
  if (watch && /^\d+$/.test(text)) return { kind: watch, which: text, offset: 0 };
  const [first = ''] = text.split(/\s/);
  const kind = KINDS.find(({ name, plural }) => name === first || plural === first);
  const which = text.slice(first.length).trim();
  return kind && which !== '' ? { kind, which, offset: text.length - which.length } : undefined;
}

export const deleteWord: SessionAction = {
  id: 'delete',
  aliases: ['d', 'del'],
  group: 'mark',
  summary: 'forget a watch, a checkpoint or a branch; the record has nothing that could be deleted',
  args: [
    {
      name: 'what',
      kind: 'text',
      description: "a watch's number; or watch, checkpoint or branch with a name, or with all",
      required: true,
      rest: true,
      values: (session, before) => {
        const kind = KINDS.find(({ name, plural }) => name === before[0] || plural === before[0]);
        if (kind) return [...kind.names(session), 'all'];
        return before.length === 0 ? [...KINDS.map(({ name }) => name), ...watchNames(session)] : [];
      },
    },
  ],
  examples: [
    { call: 'delete watches all', shows: 'runs stop nowhere any more; delete 2 forgets watch 2' },
    { call: 'delete checkpoints all', shows: 'delete checkpoint 1 forgets one, delete branch 1 a branch' },
  ],
  run: (session, input) => {
    const text = input.args['what'] ?? '';
    const found = asked(text);
    if (!found) {
      const known = "write a watch's number, or as in branch 1, checkpoint 1, watches all";
      throw new UsageError(`${JSON.stringify(text)} names nothing; ${known}`, 'what');
    }
    const { kind, which, offset } = found;
    const names = kind.names(session);
    const gone = which === 'all' && !names.includes('all') ? names : names.filter((name) => name === which);
    if (gone.length === 0 && which !== 'all') {
      const nothing = `no ${kind.name} is called ${JSON.stringify(which)}; ${kind.known(session)}`;
      throw new UsageError(nothing, 'what', offset);
    }
    const standsIn = session.branches.find(({ branch }) => branch === session.cursor.timeline);
    if (kind.name === 'branch' && standsIn && gone.includes(standsIn.name)) {
      throw new UsageError(
        `you are in branch ${standsIn.name}; branch record leads back to the record`,
        'what',
        offset,
      );
    }
    for (const name of gone) kind.forget(session, name);
    return valueAnswer({ deleted: { kind: kind.name, names: gone } }, () =>
      gone.length === 0
        ? [`there was no ${kind.name} to forget`]
        : gone.map((name) => `${kind.name} ${plain(name)} is forgotten`),
    );
  },
};
