import type { Head } from '../../../events/chain.ts';
import type { EventLog } from '../../../events/log.ts';
import { hex, sizeInWords } from '../../../machines/kernel/units.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { brokenInvariants, divergences, unknowns } from './doubts.ts';
import { blocksByNode, memmapLine, sectionsByNode } from './end-state.ts';
import { code, inMarkdown, tableOf } from './markdown.ts';
import { operationCounts, refusals } from './operations.ts';
import { secondsText } from './time.ts';

/** What a report is made of. */
export interface ReportOn {
  /** What the user called the source. */
  readonly name: string;
  readonly timeline: Timeline;
  /** The instant that the report points at: a position of the log. */
  readonly at: number;
  /** The end of the log's hash chain; null where it can't be had. */
  readonly head: Head | null;
  /** What the source can't tell, in words. */
  readonly notes: readonly string[];
  /** The instant's address in the inspector: what stands after `#`. It names a place, and no data. */
  readonly address: string;
}

function firstTime(log: EventLog): bigint | null {
  for (const { timeNs } of log.read()) if (timeNs !== null) return timeNs;
  return null;
}

function* origin({ name, timeline, head }: ReportOn): Generator<string> {
  const { log, initial, end, baseline } = timeline;
  const { profile, blocks } = initial;
  const { geometry, memoryModel, release } = profile;
  const times = [firstTime(log), log.at(end)?.timeNs ?? null].map(secondsText);
  const model = memoryModel === 'vmemmap' ? 'SPARSEMEM_VMEMMAP' : 'classic SPARSEMEM';
  const sizes = [geometry.sectionBytes, geometry.subsectionBytes, blocks.blockBytes].map(sizeInWords);
  yield* tableOf(
    ['', ''],
    [
      ['source', inMarkdown(name)],
      ['kernel', `${inMarkdown(release.text)} ${geometry.arch}, ${model} (profile ${inMarkdown(profile.name)})`],
      ['sizes', `sections ${sizes[0]}, sub-sections ${sizes[1]}, memory blocks ${sizes[2]}`],
      ['events', `${end}, of which the first ${baseline} describe the beginning`],
      ['time', `${times[0]} s to ${times[1]} s of the kernel's clock`],
      ['head of the log', head === null ? 'not known here' : `${code(`${head.position} ${head.hash}`)}`],
    ],
  );
}

function* instant({ timeline, at, address }: ReportOn): Generator<string> {
  const event = timeline.log.at(at);
  yield event
    ? `After event ${at} (${code(event.type)}, ${secondsText(event.timeNs)} s).`
    : 'Before the first event of the log.';
  yield `In an inspector that has this log open: ${code(address)}`;
}

/** What was found in a log, to hand on: Markdown, line by line. Whatever the log holds shows as text. */
export function* reportOf(on: ReportOn): Generator<string> {
  const { timeline, name, notes } = on;
  const { log, end } = timeline;
  const last = timeline.stateAt(end);
  const part = function* (title: string, lines: Iterable<string>): Generator<string> {
    yield* ['', `## ${title}`, ''];
    yield* lines;
  };
  yield `# Memory hotplug: ${inMarkdown(name)}`;
  yield '';
  yield* origin(on);
  yield* part('This instant', instant(on));
  yield* part('Operations', operationCounts(log));
  yield* part('Refused, failed, or without an end', refusals(log));
  yield* part('Kernel against model', divergences(log));
  yield* part('Lost, and not known', unknowns(log, notes));
  yield* part('Invariants at the end', brokenInvariants(last));
  if (last.crashed !== null) yield* ['', `The kernel stopped: ${inMarkdown(last.crashed)}`];
  yield* part('Memory blocks at the end', blocksByNode(last));
  yield* part('Sections at the end', sectionsByNode(last));
  yield '';
  yield `${memmapLine(last)} The highest section that was ever present: ${last.highestPresentSection < 0 ? 'none' : `${last.highestPresentSection} (${hex(last.highestPresentSection * last.profile.geometry.sectionBytes)})`}.`;
}
