import type { TraceEvent } from './line.ts';

/** A mark in the trace: the recorder's `step=NN after NAME`, or any other text that somebody wrote into trace_marker. */
export interface Mark {
  readonly step: number | null;
  readonly name: string;
}

const MARK_EVENTS = new Set(['tracing_mark_write', 'print', 'bprint']);
// `trace-cmd report` puts the writer before the text: its name, or its address where the symbols are missing.
const WRITER = /^(?:tracing_mark_\w+|0x[0-9a-f]{8,16}|[0-9a-f]{8,16}): +/;
const STEP = /^(?:kt )?step=(\d{1,9}) after (.*)$/;

/** The mark that a trace event is, or undefined for any other event. */
export function markOf({ event, body }: Pick<TraceEvent, 'event' | 'body'>): Mark | undefined {
  if (!MARK_EVENTS.has(event)) return undefined;
  const text = body.replace(WRITER, '').trim();
  const found = STEP.exec(text);
  return found ? { step: Number(found[1]), name: found[2] ?? '' } : { step: null, name: text };
}
