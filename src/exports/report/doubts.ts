import type { MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import { ruleOf, violationsOf } from '../../memory/invariants.ts';
import type { MemoryState } from '../../memory/state.ts';
import { boundedTable, inMarkdown } from './markdown.ts';
import { secondsText } from './time.ts';

function* ofType<T extends MemoryEvent['type']>(log: EventLog, type: T): Generator<Extract<MemoryEvent, { type: T }>> {
  for (const event of log.read()) if (event.type === type) yield event as Extract<MemoryEvent, { type: T }>;
}

/** What the kernel did although the model says that it could not, and what it warned of and did not do. */
export function* divergences(log: EventLog): Generator<string> {
  const diverged = [...ofType(log, 'divergence.found')].map(({ seq, timeNs, data }) => [
    String(seq),
    secondsText(timeNs),
    inMarkdown(data.kernel),
    inMarkdown(data.model),
    inMarkdown(data.reason),
  ]);
  yield* boundedTable(
    ['event', 'time, s', 'the kernel', 'the model', 'reason'],
    diverged,
    'None: the kernel did nothing that the model says it could not.',
  );
  const left = [...ofType(log, 'pages.notRemoved')].map(({ seq, timeNs, data }) => [
    String(seq),
    secondsText(timeNs),
    `pfn 0x${data.pfn.toString(16)}, 0x${data.nrPages.toString(16)} pages`,
    inMarkdown(data.guard),
    inMarkdown(data.reason),
  ]);
  if (left.length === 0) return;
  yield* ['', 'Pages that the kernel warned of and did not remove; the caller never learned:', ''];
  yield* boundedTable(['event', 'time, s', 'pages', 'guard', 'reason'], left, '');
}

/** What the source lost, what nobody understood, and what it can't tell. */
export function* unknowns(log: EventLog, notes: readonly string[]): Generator<string> {
  const holes = [...ofType(log, 'events.lost')];
  const lost = holes.reduce((sum, { data }) => sum + (data.count ?? 1), 0);
  yield holes.length === 0
    ? '- No event was lost, as far as the source tells.'
    : `- ${lost} events were lost by the source, the first of them at event ${holes[0]?.seq}.`;
  const lines = [...ofType(log, 'line.notUnderstood')];
  yield lines.length === 0
    ? '- Every line of the source was understood.'
    : `- ${lines.length} lines of the source were not understood:`;
  for (const { place, data } of lines.slice(0, 20)) {
    const where = place === null ? '' : `${inMarkdown(place.file)}:${place.line}: `;
    yield `    - ${where}${inMarkdown(data.text)}`;
  }
  if (lines.length > 20) yield `    - … and ${lines.length - 20} more`;
  for (const note of notes) yield `- ${inMarkdown(note)}`;
}

/** What should always hold of a memory, and does not hold of this one. */
export function* brokenInvariants(state: MemoryState): Generator<string> {
  const rows = violationsOf(state).map((violation) => {
    const rule = ruleOf(violation);
    return [
      inMarkdown(violation.invariant),
      inMarkdown(violation.subject),
      inMarkdown(violation.reason),
      inMarkdown(rule?.knownBugIn(state.profile) ?? 'not known to break in this kernel'),
    ];
  });
  yield* boundedTable(['invariant', 'of', 'how', 'known bug'], rows, 'None is broken.');
}
