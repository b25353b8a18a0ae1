import { type Nanoseconds, nanoseconds } from '../../../machines/kernel/units.ts';
import { parseSeconds } from '../number.ts';

/** One line of ftrace's `trace`, of `trace_pipe`, or of `trace-cmd report`. Columns count from 1. */
export type TraceLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment' }
  /** `# tracer:`: a trace begins; several may stand in one file. */
  | { readonly kind: 'traceBegins' }
  | { readonly kind: 'buffer'; readonly entries: number; readonly written: number }
  | { readonly kind: 'lost'; readonly cpu: number | null; readonly count: number | null }
  | TraceEvent
  | { readonly kind: 'unreadable'; readonly expected: string; readonly column: number };

export interface TraceEvent {
  readonly kind: 'event';
  readonly task: string;
  readonly pid: number;
  readonly cpu: number;
  readonly timeNs: Nanoseconds;
  /** Name of the trace event. */
  readonly event: string;
  /** What follows the name and its colon. */
  readonly body: string;
  readonly bodyColumn: number;
}

// TASK-PID, optional TGID in brackets, CPU, optional latency columns whose number and width drift between kernels,
// timestamp, event name. The task name may hold spaces and dashes, so the pid is the last -digits before the CPU.
// Indentation is cut off before: matched here, a line of blanks would cost the square of its length. Numbers end where
// JavaScript's stop being exact.
const TASK = String.raw`^(.+?)-(\d{1,9})\s+`;
const CPU = String.raw`(?:\(\s*[-\d]+\)\s+)?\[(\d{1,9})\]\s+`;
const TIME = String.raw`(?:[^\s:]+\s+)?(\d{1,15}(?:\.\d{1,9})?):\s+`;
const NAME = String.raw`([A-Za-z_][\w.]*):\s*`;
const EVENT = new RegExp(TASK + CPU + TIME + NAME);
const BUFFER = /^#\s*entries-in-buffer\/entries-written:\s*(\d{1,15})\/(\d{1,15})/;
const LOST =
  /^CPU[: ]\s*(\d{1,9}):?\s*\[(?:LOST\s+(\d{1,15})\s+EVENTS|LOST EVENTS|(\d{1,15})\s+EVENTS DROPPED|EVENTS DROPPED)\]/;
// What `trace-cmd report` writes around the events.
const REPORT =
  /^(?:version = \d+|cpus=\d+|CPU \d+ is empty|CPU\d+ data recorded at offset=0x[0-9a-f]+|\d+ bytes in size.*)\s*$/;

/** Reads one line. Never throws: what can't be read is `unreadable`, with the column where reading stopped. */
export function parseTraceLine(line: string): TraceLine {
  const text = line.trimStart();
  if (text === '') return { kind: 'blank' };
  if (line.startsWith('#')) return parseComment(line);
  const lost = LOST.exec(text);
  if (lost) {
    const count = lost[2] ?? lost[3];
    return { kind: 'lost', cpu: Number(lost[1]), count: count === undefined ? null : Number(count) };
  }
  if (REPORT.test(text)) return { kind: 'comment' };
  const indent = line.length - text.length;
  const found = EVENT.exec(text);
  if (!found) return unreadable(text, indent);
  const [whole, task = '', pid, cpu, time = '', event = ''] = found;
  const timeNs = parseSeconds(time);
  if (timeNs === undefined) return unreadable(text, indent);
  return {
    kind: 'event',
    task: task.trim(),
    pid: Number(pid),
    cpu: Number(cpu),
    timeNs: nanoseconds(timeNs),
    event,
    body: text.slice(whole.length),
    bodyColumn: indent + whole.length + 1,
  };
}

function parseComment(line: string): TraceLine {
  if (line.startsWith('# tracer:')) return { kind: 'traceBegins' };
  const buffer = BUFFER.exec(line);
  return buffer ? { kind: 'buffer', entries: Number(buffer[1]), written: Number(buffer[2]) } : { kind: 'comment' };
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(TASK), 'TASK-PID'],
  [new RegExp(TASK + CPU), '[CPU]'],
  [new RegExp(TASK + CPU + TIME), 'a time in seconds and a colon'],
];

/** Says how far a line looks like a trace line, so that the column means something. */
function unreadable(text: string, indent: number): TraceLine {
  let column = indent + 1;
  for (const [pattern, expected] of PARTS) {
    const found = pattern.exec(text);
    if (!found) {
      return { kind: 'unreadable', expected: `${expected}, as in "kt-330 [000] ..... 28.431455: event: …"`, column };
    }
    column = indent + found[0].length + 1;
  }
  return { kind: 'unreadable', expected: 'the name of an event and a colon', column };
}
