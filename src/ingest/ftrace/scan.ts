import type { NotifierNumbering } from '../../../machines/kernel/notifier.ts';
import type { Line } from '../lines.ts';
import { parseNumber } from '../number.ts';
import { parseTraceLine } from './line.ts';
import { parseProbe } from './probe.ts';

/** What must be known of a trace before its first line can be read. */
export interface Scan {
  /** How MEM_* are numbered, as far as the numbers give it away. */
  readonly numbering: NotifierNumbering | null;
  /** Byte spans that were hot-added before the first step mark: the boot listing, taken at that mark, has them already. */
  readonly addedBeforeMark: readonly { readonly start: bigint; readonly size: bigint }[];
}

const ONLY_BITS = new Set([8, 16, 32, 64, 128]);
const ONLY_ENUM = new Set([0, 3, 5, 6, 7]);

/** Looks through a trace once, lightly. */
export function scanTrace(lines: Iterable<Line>): Scan {
  let numbering: NotifierNumbering | null = null;
  let marked = false;
  const addedBeforeMark: { start: bigint; size: bigint }[] = [];
  for (const { text } of lines) {
    if (!marked && /tracing_mark_write: (kt )?step=\d+/.test(text)) marked = true;
    const wanted =
      (numbering === null && text.includes('memory_notify')) ||
      (!marked && text.includes('create_memory_block_devices'));
    if (!wanted) {
      if (marked && numbering !== null) break;
      continue;
    }
    const line = parseTraceLine(text);
    const answer = line.kind === 'event' ? parseProbe(line.event, line.body) : null;
    if (answer?.kind !== 'probe' || answer.probe.side !== 'entry') continue;
    const number = (name: string): bigint | undefined => parseNumber(answer.probe.args.get(name)?.text ?? '');
    if (answer.probe.function === 'memory_notify') {
      const action = Number(number('action') ?? number('val') ?? number('arg1') ?? -1n);
      if (ONLY_BITS.has(action)) numbering = 'bits';
      if (ONLY_ENUM.has(action)) numbering = 'enum';
    } else {
      const start = number('start');
      const size = number('size');
      if (start !== undefined && size !== undefined) addedBeforeMark.push({ start, size });
    }
  }
  return { numbering, addedBeforeMark };
}
