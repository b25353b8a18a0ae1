import type { EventOf, MemoryEvent } from '../../../events/event.ts';
import type { EventLog } from '../../../events/log.ts';
import type { LoggedOperation } from '../operations.ts';
import type { Timeline } from '../timeline.ts';

/** The page that kept a block from going offline; or why the record does not show it. */
export type BlockingPage =
  | {
      readonly known: true;
      readonly seq: number;
      readonly pfn: number;
      readonly flags: string | null;
      readonly reason: string;
    }
  | { readonly known: false; readonly because: string };

type Joined = EventOf<'clock.joined'>;

/** Page dumps and files joined to a trace, as far as the log was read. */
interface JoinedEvidence {
  readonly files: Joined[];
  readonly dumps: EventOf<'page.dumped'>[];
  read: number;
}

const JOINED_EVIDENCE = new WeakMap<EventLog, JoinedEvidence>();

/** Pages that a log's kernel described, and files that were joined to it. Later questions read only what was appended since. */
function joinedEvidenceIn(log: EventLog): JoinedEvidence {
  const told = JOINED_EVIDENCE.get(log) ?? { files: [], dumps: [], read: 0 };
  JOINED_EVIDENCE.set(log, told);
  for (const event of log.read(told.read + 1)) {
    if (event.type === 'clock.joined') told.files.push(event);
    else if (event.type === 'page.dumped') told.dumps.push(event);
  }
  told.read = log.position;
  return told;
}

const unknown = (because: string): BlockingPage => ({ known: false, because });

/** Bytes that an operation was asked for; null where the record does not tell. */
function bytesOf({ initial }: Timeline, { started }: LoggedOperation): { start: number; end: number } | null {
  const { block, start, size } = started.data.args;
  const { blockBytes } = initial.blocks;
  if (block !== undefined) return { start: Number(block) * blockBytes, end: (Number(block) + 1) * blockBytes };
  const from = Number(start);
  return Number.isFinite(from) ? { start: from, end: from + Number(size) } : null;
}

/** How far the times of a file may be off. */
const errorOf = (logs: readonly Joined[], { place }: MemoryEvent): bigint =>
  BigInt(logs.find(({ data }) => data.file === place?.file)?.data.errorNs ?? 0);

/**
 * The page that an operation failed on; null for one that failed on none. Pages that the kernel described in its log while
 * the operation was under way, among those it was about: the last one is what it gave up on.
 */
export function blockingPageOf(timeline: Timeline, operation: LoggedOperation): BlockingPage | null {
  const { started, ended } = operation;
  if (ended?.type !== 'operation.failed' || ended.data.environment !== 'unmovablePage') return null;
  const { files, dumps } = joinedEvidenceIn(timeline.log);
  if (!files.some(({ data }) => data.kind === 'kernelLog'))
    return unknown('the trace does not name it, and no kernel log beside it tells of memory');
  const bytes = bytesOf(timeline, operation);
  const { timeNs: from } = started;
  const { timeNs: to } = ended;
  if (!bytes || from === null || to === null) return unknown('the record does not tell when it was tried, and on what');
  const { pageBytes } = timeline.initial.profile.geometry;
  const within = (slackOf: (event: MemoryEvent) => bigint) =>
    dumps.findLast((event) => {
      const { timeNs, data } = event;
      const at = data.pfn * pageBytes;
      const inTime = timeNs !== null && from - slackOf(event) <= timeNs && timeNs <= to + slackOf(event);
      return inTime && bytes.start <= at && at < bytes.end;
    });
  // By the times as they are told; only where that finds none, as far off as they may be.
  const found = within(() => 0n) ?? within((event) => errorOf(files, event));
  if (!found) return unknown('the trace does not name it, and the kernel log describes no page of it in that time');
  const { pfn, flags, reason } = found.data;
  return { known: true, seq: found.seq, pfn, flags, reason: reason ?? 'no reason told' };
}
