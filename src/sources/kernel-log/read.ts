import { decided, type EventDraft } from '../../../events/event.ts';
import { bytes, pfn } from '../../../machines/kernel/units.ts';
import type { EvidenceSource, Observation } from '../join/observation.ts';
import type { Line } from '../lines.ts';
import { type ClockKind, parseKernelLine, type SourceTime } from './line.ts';
import { meaningOf } from './messages.ts';
import { dumpReader } from './page-dump.ts';

/** Where a file of lines lies, and what it is called in events. */
export interface NamedLines {
  readonly path: string;
  readonly file: string;
  readonly lines: Iterable<Line>;
}

/** A page of unknown size: a dump names one pfn. The block's bytes are not asked: an attempt is found by its page. */
export interface KernelLogOptions {
  readonly blockBytes: number;
  readonly pageBytes: number;
}

/** Half a year: a log without years whose time goes back by more has come to the next one. */
const HALF_A_YEAR = 183n * 86_400n * 1_000_000_000n;
const A_YEAR = 2n * HALF_A_YEAR;

/** Reads what a kernel log says of memory hotplug. Every other line is counted and left alone. Never throws. */
export function readKernelLog({ path, file, lines }: NamedLines, options: KernelLogOptions): EvidenceSource {
  const { blockBytes, pageBytes } = options;
  let observations: Observation[] = [];
  let count = 0;
  let leftAlone = 0;
  let withoutTime = 0;
  let earlierBoots = 0;
  let clock: ClockKind | null = null;
  let resolutionNs = 1n;
  let years = 0n;
  let lastNs: bigint | null = null;
  let bootNs: bigint | null = null;

  /** A line's time, where it is of the log's own clock: the first that is told. */
  function timeOf(time: SourceTime | null): bigint | null {
    if (!time) return null;
    clock ??= time.clock;
    if (time.clock !== clock) return null;
    if (time.resolutionNs > resolutionNs) resolutionNs = time.resolutionNs;
    if (clock === 'boot') return time.ns;
    if (lastNs !== null && time.ns + years < lastNs - HALF_A_YEAR) years += A_YEAR;
    lastNs = time.ns + years;
    return lastNs;
  }

  function see(ownNs: bigint | null, line: number, draft: EventDraft, counterpart: Observation['counterpart']): void {
    if (ownNs === null) withoutTime++;
    else observations.push({ ownNs, line, draft, counterpart });
  }

  let now: bigint | null = null;
  const dumps = dumpReader((number) => {
    const [ownNs, line] = [now, count];
    return ({ flags, reason }) =>
      see(ownNs, line, decided('page.dumped', { pfn: pfn(number), flags, reason }), {
        kind: 'call',
        operations: ['offline'],
        outcome: 'failed',
        bytes: { start: number * pageBytes, size: pageBytes },
      });
  });

  function said(text: string): void {
    const meaning = meaningOf(text, blockBytes);
    if (!meaning) {
      leftAlone++;
      return;
    }
    const { about, reportedBy } = meaning;
    const draft = decided('kernel.said', {
      text,
      about: about && { start: bytes(about.start), size: bytes(about.size) },
    });
    see(now, count, draft, reportedBy && { kind: 'call', ...reportedBy, bytes: about });
  }

  for (const { text: whole } of lines) {
    count++;
    const { time, text } = parseKernelLine(whole);
    now = timeOf(time);
    if (text.startsWith('Linux version ')) {
      dumps.finish();
      earlierBoots += observations.length;
      observations = [];
      bootNs = now;
    }
    const step = dumps.line(text);
    if (step.kind === 'reason') see(now, count, decided('kernel.said', { text, about: null }), null);
    else if (step.kind === 'other') said(text);
  }
  dumps.finish();
  return {
    file,
    path,
    kind: 'kernelLog',
    clock: clock ?? 'boot',
    resolutionNs,
    bootNs: clock === 'wall' ? bootNs : null,
    observations: observations,
    leftAlone,
    withoutTime,
    earlierBoots,
    problems: [],
    moreProblems: 0,
  };
}
