import { plain } from '../../../../events/plain-text.ts';
import type { BranchStep } from '../../../timeline/branch/branch.ts';
import { type Style, valueAnswer } from '../../action.ts';
import { commandInWords, outcomeInWords } from '../../text/outcome.ts';
import { sentenceOf } from '../../text/sentence.ts';
import { table } from '../../text/table.ts';
import { type Session, timelineInWords } from '../session.ts';
import { type Topic, withHeading } from './topic.ts';

export const checkpointsTopic: Topic = {
  name: 'checkpoints',
  summary: 'instants with names, that restart goes to',
  answer: (session) => {
    const value = [...session.checkpoints].map(([name, { timeline, seq }]) => {
      const event = timeline.log.at(seq);
      const what = event ? sentenceOf(event) : 'before the first event';
      return { checkpoint: name, timeline: timelineInWords(session, timeline), seq, what };
    });
    const rows = value.map(({ checkpoint, timeline, seq, what }) => [checkpoint, timeline, String(seq), what]);
    return valueAnswer(value, (style) =>
      rows.length === 0
        ? ['there is no checkpoint; checkpoint makes one']
        : withHeading(table(['CHECKPOINT', 'IN', 'EVENT', 'AFTER'], rows), style),
    );
  },
};

const whereFrom = (session: Session, { timeline, seq }: Session['branches'][number]['branch']['origin']): string =>
  `event ${seq} of ${timelineInWords(session, timeline)}`;

/** Commands of a branch that are shown: the last ones. */
const MOST_STEPS = 6;

function* stepLines(steps: readonly BranchStep[], style: Style): Generator<string> {
  const shown = steps.slice(-MOST_STEPS);
  const earlier = steps.length - shown.length;
  if (earlier > 0) yield style.paint(`       … ${earlier} earlier commands; --json has all`, 'dim');
  for (const { command, outcome } of shown) yield plain(`       ${commandInWords(command)} ${outcomeInWords(outcome)}`);
}

export const branchesTopic: Topic = {
  name: 'branches',
  summary: 'what stands beside the record: from where, under which kernel, what was asked there and how it ended',
  answer: (session) => {
    const { branches, cursor, record } = session;
    const value = branches.map(({ name, branch }) => ({
      branch: name,
      from: { timeline: timelineInWords(session, branch.origin.timeline), seq: branch.origin.seq },
      profile: branch.initial.profile.name,
      end: branch.end,
      here: branch === cursor.timeline,
      commands: branch.steps.map(({ seq, command, outcome }) => ({
        seq,
        command: commandInWords(command),
        outcome: outcome.kind,
      })),
    }));
    return valueAnswer(
      { record: { end: record.end, here: cursor.timeline === record }, branches: value },
      function* (style) {
        const rows = [
          ['record', '', record.initial.profile.name, String(record.end)],
          ...branches.map(({ name, branch }) => [
            name,
            whereFrom(session, branch.origin),
            branch.initial.profile.name,
            String(branch.end),
          ]),
        ];
        const timelines = [record, ...branches.map(({ branch }) => branch)];
        const lines = [...table(['BRANCH', 'FROM', 'KERNEL', 'EVENTS'], rows)];
        let index = 0;
        for (const line of withHeading(lines, style)) {
          const timeline = timelines[index++ - 1];
          yield `${timeline === cursor.timeline ? style.paint('=>', 'green', 'bold') : '  '} ${line}`;
          yield* stepLines(branches.find(({ branch }) => branch === timeline)?.branch.steps ?? [], style);
        }
        if (branches.length === 0) yield '   there is no branch; branch offline 10 asks what would have happened here';
      },
    );
  },
};
