import type { EvidenceSource } from './observation.ts';
import type { Offset } from './offset.ts';

const SECOND = 1_000_000_000;

/** Nanoseconds as a person reads them: `0.25 ms`, `12.3 s`. */
export function duration(ns: bigint | number): string {
  const value = Number(ns);
  const [size, unit] =
    Math.abs(value) < SECOND / 1e3 ? [1e3, 'µs'] : Math.abs(value) < SECOND ? [1e6, 'ms'] : [1e9, 's'];
  return `${Number((value / size).toPrecision(3))} ${unit}`;
}

function clockInWords({ clock }: EvidenceSource, { offsetNs, errorNs, evidence, agreed, given }: Offset): string {
  if (given) return `its times are moved by ${duration(offsetNs)}, as was asked for`;
  if (errorNs !== null && agreed === 0)
    return 'its first line is taken to have been written when the kernel’s clock began';
  if (errorNs === null) {
    return evidence === 0
      ? 'its times are taken as they are: nothing else tells of its clock'
      : `its clock is taken to be the trace’s: of ${evidence} lines that could tell, too few agree`;
  }
  const told = `± ${duration(errorNs)}, by ${agreed} of ${evidence} ${evidence === 1 ? 'line' : 'lines'} that the trace tells of too`;
  if (offsetNs === 0n) return `its clock is the trace’s ${told}`;
  if (clock === 'wall') return `its times of day are put on the trace’s clock ${told}`;
  return `its clock is ${duration(offsetNs < 0n ? -offsetNs : offsetNs)} ${offsetNs < 0n ? 'ahead of' : 'behind'} the trace’s ${told}`;
}

const lines = ({ kind }: EvidenceSource, count: number): string =>
  `${count} ${kind === 'uevents' ? 'message' : 'line'}${count === 1 ? '' : 's'}`;

/** How a file was joined, in one line. */
export function joinedInWords(source: EvidenceSource, offset: Offset): string {
  const { file, observations, leftAlone, withoutTime, earlierBoots } = source;
  const parts = [`${observations.length} events about memory, ${lines(source, leftAlone)} of other things left alone`];
  if (observations.length > 0) parts.push(clockInWords(source, offset));
  if (withoutTime > 0) parts.push(`${lines(source, withoutTime)} about memory without a time left out`);
  if (earlierBoots > 0) parts.push(`${lines(source, earlierBoots)} about memory from earlier boots left out`);
  return `${file}: ${parts.join('; ')}`;
}

/** A file that could not be joined, and what to do. */
export const unplacedInWords = ({ file, observations, clock }: EvidenceSource): string =>
  `${file}: ${observations.length} events about memory left out: it tells ${clock === 'wall' ? 'the time of day' : 'times'}, and nothing in it and in the trace says how that goes with the kernel's clock`;
