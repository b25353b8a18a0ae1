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
const EVENT =
  /^\s*(.+?)-(\d+)\s+(?:\(\s*[-\d]+\)\s+)?\[(\d+)\]\s+(?:([^\s:]+)\s+)?(\d+(?:\.\d+)?):\s+([A-Za-z_][\w.]*):\s*/;
const BUFFER = /^#\s*entries-in-buffer\/entries-written:\s*(\d+)\/(\d+)/;
const LOST = /^CPU[: ]\s*(\d+):?\s*\[(?:LOST\s+(\d+)\s+EVENTS|LOST EVENTS|(\d+)\s+EVENTS DROPPED|EVENTS DROPPED)\]/;

/** Reads one line. Never throws: what can't be read is `unreadable`, with the column where reading stopped. */
export function parseTraceLine(line: string): TraceLine {
  if (line.trim() === '') return { kind: 'blank' };
  if (line.startsWith('#')) {
    if (line.startsWith('# tracer:')) return { kind: 'traceBegins' };
    const buffer = BUFFER.exec(line);
    if (buffer) return { kind: 'buffer', entries: Number(buffer[1]), written: Number(buffer[2]) };
    return { kind: 'comment' };
  }
  const lost = LOST.exec(line.trim());
  if (lost) {
    const count = lost[2] ?? lost[3];
    return { kind: 'lost', cpu: Number(lost[1]), count: count === undefined ? null : Number(count) };
  }
  if (/^(version = \d+|cpus=\d+)\s*$/.test(line)) return { kind: 'comment' };
  const found = EVENT.exec(line);
  if (!found) return unreadable(line);
  const [whole, task = '', pid, cpu, , time = '', event = ''] = found;
  const timeNs = parseSeconds(time);
  if (timeNs === undefined)
    return { kind: 'unreadable', expected: 'a time in seconds', column: line.indexOf(time) + 1 };
  return {
    kind: 'event',
    task: task.trim(),
    pid: Number(pid),
    cpu: Number(cpu),
    timeNs: nanoseconds(timeNs),
    event,
    body: line.slice(whole.length),
    bodyColumn: whole.length + 1,
  };
}

/** Says how far a line looks like a trace line, so that the column means something. */
function unreadable(line: string): TraceLine {
  const parts: readonly (readonly [RegExp, string])[] = [
    [/^\s*.+?-\d+\s+/, 'TASK-PID'],
    [/^\s*.+?-\d+\s+(?:\(\s*[-\d]+\)\s+)?\[\d+\]\s+/, '[CPU]'],
    [/^\s*.+?-\d+\s+(?:\(\s*[-\d]+\)\s+)?\[\d+\]\s+(?:[^\s:]+\s+)?\d+(?:\.\d+)?:\s+/, 'a time in seconds and a colon'],
  ];
  let column = 1;
  for (const [pattern, expected] of parts) {
    const found = pattern.exec(line);
    if (!found) {
      return { kind: 'unreadable', expected: `${expected}, as in "kt-330 [000] ..... 28.431455: event: …"`, column };
    }
    column = found[0].length + 1;
  }
  return { kind: 'unreadable', expected: 'the name of an event and a colon', column };
}
