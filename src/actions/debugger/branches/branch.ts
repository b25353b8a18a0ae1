import { OPERATIONS, type OperationName } from '../../../../events/catalogue.ts';
import type { Command } from '../../../memory/commands.ts';
import { commandFields } from '../../../sources/scenario/command-fields.ts';
import { commandUsage, readCommandLine } from '../../../sources/scenario/command-line.ts';
import { branchAt, follow } from '../../../timeline/branch/branch.ts';
import { stateHere } from '../../../timeline/cursor.ts';
import { type ActionInput, type ActionResult, type SessionAction, UsageError } from '../../action.ts';
import { commandInWords } from '../../text/outcome.ts';
import { runSearch } from '../cooperative.ts';
import { forPrograms, hereAnswer } from '../frame.ts';
import { branchesTopic } from '../info/marks.ts';
import { branchHere, type Session, type SessionBranch, timelineInWords } from '../session.ts';
import { decidedAnswer, outcomeForJson } from './decided.ts';
import { goTo, goToEnd, keepBranch, timelineNamed, timelineNames } from './timelines.ts';

const CRASHED = 'the kernel has crashed here: it takes no more commands; go back to before that';

/** The branch that takes a command from here: the one whose end this is, or a new one beside the timeline here. */
function branchForCommand(session: Session): { readonly target: SessionBranch; readonly opened: boolean } {
  const here = branchHere(session);
  const { timeline, seq } = session.cursor;
  if (here && seq === timeline.end) return { target: here, opened: false };
  return { target: keepBranch(session, branchAt(timeline, seq)), opened: true };
}

function inject(session: Session, command: Command): ActionResult {
  if (stateHere(session.cursor).crashed !== null) throw new UsageError(CRASHED, 'what');
  const { target, opened } = branchForCommand(session);
  const step = target.branch.inject(command);
  if (!step) throw new UsageError(CRASHED, 'what');
  goToEnd(session, target);
  return decidedAnswer(session, target, step, opened);
}

/** Lets a branch go on with what was asked after its beginning in the timeline that it was opened beside. */
async function goOn(session: Session, input: ActionInput): Promise<ActionResult> {
  const here = branchHere(session);
  if (!here) throw new UsageError('you are in the record; branch with a command opens a branch that can go on', 'what');
  if (here.followed) throw new UsageError(`branch ${here.name} went on as recorded already`, 'what');
  const { branch } = here;
  here.followed = true;
  const from = branch.steps.length;
  const found = await runSearch(follow(branch), input, branch.origin.timeline.end);
  goToEnd(session, here);
  const steps = branch.steps.slice(from);
  const refused = steps.filter(({ outcome }) => outcome.kind !== 'done').length;
  const asked = `${steps.length} commands that came after event ${branch.origin.seq} of ${timelineInWords(session, branch.origin.timeline)}, decided here`;
  const words = [
    `${found.interrupted ? 'interrupted after ' : ''}${asked}: ${steps.length - refused} done, ${refused} refused or failed`,
    ...(branch.stateAt(branch.end).crashed === null ? [] : ['the kernel of this branch has crashed']),
    'compare tells where it differs',
  ];
  const value = {
    branch: here.name,
    interrupted: found.interrupted,
    commands: steps.map((step) => ({ seq: step.seq, command: commandInWords(step.command), ...outcomeForJson(step) })),
  };
  return hereAnswer(session, words.join('; '), forPrograms(value));
}

const isOperation = (text: string): text is OperationName => OPERATIONS.some((name) => name === text);

function answer(session: Session, input: ActionInput): ActionResult | Promise<ActionResult> {
  const text = input.args['what'];
  if (text === undefined) return branchesTopic.answer(session);
  if (text === 'follow') return goOn(session, input);
  const there = timelineNamed(session, text);
  if (there) {
    goTo(session, there);
    return hereAnswer(session, `in ${timelineInWords(session, there)}`);
  }
  if (/^\d+$/.test(text)) {
    const known = [...timelineNames(session)].join(', ');
    throw new UsageError(`there is no branch ${text}; there are ${known}`, 'what');
  }
  const line = readCommandLine(text, session.cursor.timeline.initial.profile.geometry);
  if (!line.ok) throw new UsageError(line.reason, 'what', line.column - 1);
  return inject(session, line.command);
}

/** Completion of a command: fields that it has not yet, and blocks that there are. */
function* commandWords({ cursor }: Session, operation: OperationName, before: readonly string[]): Generator<string> {
  const fields = commandFields(operation);
  if (before.length === 0 && fields.some(({ name }) => name === 'block')) {
    for (const block of Object.keys(stateHere(cursor).memoryBlocks)) yield `block:${block}`;
  }
  for (const { name, kind, words } of fields) {
    if (before.some((word) => word === name || word.startsWith(`${name}=`))) continue;
    if (kind === 'switch') yield name;
    else if (kind === 'word') yield* words.map((word) => `${name}=${word}`);
    else yield `${name}=`;
  }
}

export const branchWord: SessionAction = {
  id: 'branch',
  aliases: ['what-if'],
  group: 'mark',
  summary: 'what if: let the model decide a command from here, beside the record; or go to a branch and back',
  args: [
    {
      name: 'what',
      kind: 'text',
      description:
        "a command; follow: go on as the record did; a branch's number or record: go there; the branches, when left out",
      rest: true,
      values: function* (session, before) {
        const [first, ...rest] = before;
        if (first === undefined) {
          yield* timelineNames(session);
          if (branchHere(session)) yield 'follow';
          yield* OPERATIONS;
        } else if (isOperation(first)) yield* commandWords(session, first, rest);
      },
    },
  ],
  examples: [
    {
      call: 'branch offline 10',
      shows: 'would that block have gone offline here? what refuses it, and in which function',
    },
    { call: 'branch memremap_pages 0x140000000 4subsections', shows: 'a second command goes on in the same branch' },
    { call: 'branch', shows: 'the branches, what was asked in each, and how it ended' },
    { call: 'branch record', shows: 'the record again, where you left it; nothing was changed in it' },
  ],
  more: {
    title: 'commands, as in a scenario',
    rows: [
      ...OPERATIONS.map((name) => [name, commandUsage(name).slice(name.length + 1)] as const),
      [
        'from outside',
        'unmovable_page, signal, veto=EBUSY, allocation_fails_at=ADDRESS, … behind any of them: what the kernel’s rules do not decide',
      ],
    ],
  },
  run: answer,
};
