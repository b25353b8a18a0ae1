import type { Way } from '../../../timeline/positions.ts';
import { searchHit } from '../../../timeline/watch.ts';
import { type ActionInput, type ActionResult, type Argument, type SessionAction, UsageError } from '../../action.ts';
import { type Interruptible, runSearch } from '../cooperative.ts';
import { forPrograms, hereAnswer, interruptedAnswer } from '../frame.ts';
import { moveTo, type NumberedWatch, type Session } from '../session.ts';
import { hitForJson, hitLines } from './seen.ts';

type Run = 'interrupted' | { readonly seq: number; readonly hits: readonly NumberedWatch[] } | null;

/** The nearest event at which a watch stops, with every watch that stops there; null for none that way. */
async function nearestOf({ cursor, watches }: Session, input: ActionInput, from: number, way: Way): Promise<Run> {
  const { timeline } = cursor;
  let seq: number | null = null;
  let hits: NumberedWatch[] = [];
  for (const one of watches) {
    const look = searchHit(timeline, one.watch, from, way, seq ?? undefined);
    const found: Interruptible<number | null> = await runSearch(look, input, timeline.end);
    if (found.interrupted) return 'interrupted';
    if (found.value === null) continue;
    // A search goes no further than the nearest hit so far: what it finds is that one, or nearer.
    hits = found.value === seq ? [...hits, one] : [one];
    seq = found.value;
  }
  return seq === null ? null : { seq, hits };
}

/** How many hits to run over; the last one is stopped at. @throws UsageError for a text that is no number of hits */
function countAsked(input: ActionInput): number {
  const { count = '1' } = input.args;
  if (/^[1-9]\d{0,8}$/.test(count)) return Number(count);
  throw new UsageError(`${JSON.stringify(count)} is no number of hits, as 3`, 'count');
}

/** As gdb does: a run that nothing stops goes to where time ends that way. */
function unstopped(session: Session, way: Way, met: number): ActionResult {
  const { timeline, seq } = session.cursor;
  const seqAtEnd = way === 'on' ? timeline.end : Math.min(seq, timeline.baseline);
  moveTo(session, { timeline, seq: seqAtEnd });
  const because =
    session.watches.length === 0
      ? 'nothing is watched'
      : `no ${met > 0 ? 'further ' : ''}watch stops ${way === 'on' ? 'after' : 'before'} event ${seq}`;
  const end = way === 'on' ? 'the end' : 'the start';
  return hereAnswer(session, `${end}: ${because}`, forPrograms({ hits: [] }));
}

async function run(session: Session, input: ActionInput, way: Way): Promise<ActionResult> {
  const { cursor } = session;
  const count = countAsked(input);
  let last: Exclude<Run, 'interrupted' | null> | undefined;
  for (let met = 0; met < count; met++) {
    const found = await nearestOf(session, input, last?.seq ?? cursor.seq, way);
    if (found === 'interrupted') return interruptedAnswer(session);
    if (found === null) {
      if (last) moveTo(session, { ...cursor, seq: last.seq });
      return unstopped(session, way, met);
    }
    last = found;
  }
  const { seq, hits } = last ?? { seq: cursor.seq, hits: [] };
  moveTo(session, { ...cursor, seq });
  const { timeline } = cursor;
  return hereAnswer(session, null, {
    value: { hits: hits.map((one) => hitForJson(timeline, one, seq)) },
    *text(style) {
      for (const one of hits) yield* hitLines(timeline, one, seq, style);
    },
    subjects: hits.flatMap(({ watch }) => (watch.kind === 'subject' ? watch.subject : [])),
  });
}

const COUNT: Argument = {
  name: 'count',
  kind: 'number',
  description: 'stop at the hit of this number; 1 when left out',
};

export const continueWord: SessionAction = {
  id: 'continue',
  aliases: ['c'],
  group: 'watch',
  summary: 'run on to the next event at which a watch stops, or to the end',
  args: [COUNT],
  examples: [
    { call: 'continue', shows: 'which watch stopped it, and what it saw before and after' },
    { call: 'c 3', shows: 'the third hit from here; Ctrl+C gives a long run up' },
  ],
  repeats: true,
  run: (session, input) => run(session, input, 'on'),
};

export const reverseContinueWord: SessionAction = {
  id: 'reverse-continue',
  aliases: ['rc'],
  group: 'watch',
  summary: 'run back to the last event at which a watch stopped, or to the start',
  args: [COUNT],
  examples: [
    { call: 'reverse-continue', shows: 'from the end, after watch section:10: what changed that section last' },
    { call: 'rc 2', shows: 'the last hit but one' },
  ],
  repeats: true,
  run: (session, input) => run(session, input, 'back'),
};
