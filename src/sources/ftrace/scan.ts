import type { NotifierNumbering } from '../../../machines/kernel/notifier.ts';
import type { Line } from '../lines.ts';
import { parseNumber } from '../number.ts';
import { FUNCTIONS } from './functions.ts';
import type { KernelFunction } from './kernel-function.ts';
import { parseTraceLine } from './line.ts';
import { markOf } from './mark.ts';
import { type Probe, parseProbe } from './probe.ts';

/** A span of bytes, as large as a kernel's numbers get. */
export interface Span {
  readonly start: bigint;
  readonly size: bigint;
}

/** What must be known of a trace before its first line can be read. */
export interface Scan {
  /** How MEM_* are numbered, as far as the numbers give it away. */
  readonly numbering: NotifierNumbering | null;
  /** Byte spans that were hot-added before the first step mark: the boot listing, taken at that mark, has them already. */
  readonly addedBeforeMark: readonly Span[];
}

const ONLY_BITS = new Set([8, 16, 32, 64, 128]);
const ONLY_ENUM = new Set([0, 3, 5, 6, 7]);
/** A function that adds memory by bytes. */
const addsBytes = ({ name, begins }: KernelFunction): boolean =>
  begins === 'add_memory' || name === 'create_memory_block_devices';
const WORTH_READING = /memory_notify|create_memory_block_devices|add_memory|step=/;

function numberOf({ args }: Probe, ...names: readonly string[]): bigint | undefined {
  const argument = names.map((name) => args.get(name)).find((found) => found !== undefined);
  return argument && parseNumber(argument.text);
}

function numberingOf(probe: Probe): NotifierNumbering | null {
  const action = Number(numberOf(probe, 'action', 'val', 'arg1') ?? -1n);
  if (ONLY_BITS.has(action)) return 'bits';
  return ONLY_ENUM.has(action) ? 'enum' : null;
}

/** The span of a call that adds memory: named, or by position, which is the same in every release. */
function spanOf(probe: Probe, { signatures }: KernelFunction): Span | undefined {
  const first = signatures[0].parameters.indexOf('start') + 1;
  const start = numberOf(probe, 'start', `arg${first}`);
  const end = numberOf(probe, 'end');
  const size = end !== undefined && start !== undefined ? end - start + 1n : numberOf(probe, 'size', `arg${first + 1}`);
  return start !== undefined && size !== undefined ? { start, size } : undefined;
}

/** Looks through a trace once, lightly. */
export function scanTrace(lines: Iterable<Line>): Scan {
  let numbering: NotifierNumbering | null = null;
  let marked = false;
  const asked = new Map<string, Span | undefined>();
  const addedBeforeMark: Span[] = [];
  for (const { text } of lines) {
    if (marked && numbering !== null) break;
    if (!WORTH_READING.test(text)) continue;
    const line = parseTraceLine(text);
    if (line.kind !== 'event') continue;
    marked ||= (markOf(line)?.step ?? null) !== null;
    const answer = parseProbe(line.event, line.body);
    if (answer.kind !== 'probe') continue;
    const { probe } = answer;
    if (probe.function === 'memory_notify' && probe.side === 'entry') numbering ??= numberingOf(probe);
    const called = FUNCTIONS.get(probe.function);
    if (marked || !called || !addsBytes(called)) continue;
    const call = `${line.pid} ${probe.function}`;
    if (probe.side === 'entry') asked.set(call, spanOf(probe, called));
    else if (numberOf(probe, 'ret', 'retval', 'arg1') === 0n) addedBeforeMark.push(...[asked.get(call) ?? []].flat());
  }
  // Without a mark nothing says when the listing was taken: at the beginning, then.
  return { numbering, addedBeforeMark: marked ? addedBeforeMark : [] };
}
