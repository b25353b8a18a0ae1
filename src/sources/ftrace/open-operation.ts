import type { EventData, EventType, OperationName } from '../../../events/catalogue.ts';
import type { Errno } from '../../../machines/kernel/errno.ts';
import type { PageRange } from '../../../machines/kernel/ranges.ts';
import type { Command } from '../../memory/commands.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Circumstances, Recorder } from '../recorder.ts';
import type { Call } from './call.ts';

/** Operation of the record that has begun and not yet returned. */
export interface OpenOperation {
  readonly number: number;
  readonly name: OperationName;
  readonly call: Call;
  readonly command: Command;
  readonly parent: OpenOperation | null;
  /** The state when it was asked for. */
  readonly asked: MemoryState;
  /** The state when it first changed something: other tasks may have come between. */
  began: MemoryState | null;
  /** The state when its pages came to be added, without its own System RAM line. */
  adding: MemoryState | null;
  /** Its System RAM line, while the line is not known to be there for good. */
  reserved: boolean;
  claimed: PageRange | null;
  veto: Errno | null;
  isolationFailed: boolean;
  failedPiece: number | null;
  altmap: boolean;
  /** The node that its pages were added to: what it was asked for may be a memory group. */
  node: number | null;
  /** Pages that a failed add left behind. */
  leftPages: boolean;
  /** The block that an online or offline is about. */
  readonly block: number | null;
  zone: string | null;
}

/** Context of one kernel call: its recorder, the operation around it, and what the record is known to lack. */
export interface CallContext {
  readonly recorder: Recorder;
  readonly call: Call;
  readonly operation: OpenOperation | null;
  readonly circumstances: Circumstances;
  /** Whether sections and blocks that nobody mentioned before may exist: no boot listing, or events were lost. */
  readonly baselineUnknown: boolean;
  /** Whether a function's calls are in this record at all. */
  readonly wasProbed: (functionName: string) => boolean;
}

/** An operation and those it stands in, innermost first. */
export function* withParents(operation: OpenOperation | null): Generator<OpenOperation> {
  for (let at = operation; at; at = at.parent) yield at;
}

/** Writes an event of the context's operation, and remembers the state in which the operation first changed something. */
export function write<T extends EventType>(context: CallContext, type: T, data: Omit<EventData<T>, 'operation'>): void {
  const { operation, recorder } = context;
  for (const outer of withParents(operation)) outer.began ??= recorder.state;
  const full = { ...data, operation: operation?.number ?? null } as unknown;
  recorder.record(type, full as EventData<T>, context.circumstances);
}
