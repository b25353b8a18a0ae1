import type { EnvironmentReason } from '../../../events/catalogue.ts';
import type { EventOf, MemoryEvent } from '../../../events/event.ts';
import { type LoggedOperation, operationsIn, outermost, positionsWithin } from '../operations.ts';
import { sameValue } from '../same-value.ts';
import type { Timeline } from '../timeline.ts';
import { type BlockingPage, blockingPageOf } from './blocking-page.ts';

/** One attempt as it went: what was asked, every event of it, how it ended and why. */
export interface AttemptStory {
  /** The operation that did, or would have done, it. */
  readonly operation: LoggedOperation;
  /** The one around all; the same where nothing is around it. */
  readonly outermost: LoggedOperation;
  /** Every event of the operation itself, its start and its end among them. */
  readonly phases: readonly MemoryEvent[];
  readonly notifiers: readonly NotifierCall[];
  /** Earlier operations of the same kind with the same arguments, oldest first. */
  readonly earlier: readonly LoggedOperation[];
  /** Where in the kernel it was refused or failed; null for an end that is none. */
  readonly source: string | null;
  /** What of the environment made it fail; null for what the rules decided. */
  readonly environment: EnvironmentReason | null;
  /** The page that it failed on; null where it failed on none. */
  readonly blockingPage: BlockingPage | null;
  /** Where the kernel did in it what the model says it could not. */
  readonly divergences: readonly EventOf<'divergence.found'>[];
}

export interface NotifierCall {
  readonly seq: number;
  readonly action: EventOf<'notifier.called'>['data']['action'];
  /** The error with which a notifier said no; null where none did. */
  readonly veto: string | null;
}

/** Where the kernel gives up for a reason that memory's rules do not decide. */
const FAILS_IN: Readonly<Record<EnvironmentReason, string>> = {
  allocationFailed: 'mm/sparse.c section_activate(), v5.3 … v7.1',
  altmapTooSmall: 'mm/sparse-vmemmap.c altmap_alloc_block_buf(), v5.2 … v7.1',
  resourceNotReserved: 'mm/memory_hotplug.c register_memory_resource(), v5.2 … v7.1',
  blockDeviceFailed: 'drivers/base/memory.c create_memory_block_devices(), v5.3 … v7.1',
  notifierVeto: 'drivers/base/memory.c memory_notify(), v5.2 … v7.1',
  unmovablePage: 'mm/page_isolation.c start_isolate_page_range(), v5.2 … v7.1',
  signal: 'mm/memory_hotplug.c offline_pages(), v5.2 … v7.1',
  offlineFailedLate: 'mm/memory_hotplug.c offline_pages(), v5.2 … v7.1',
  pageTableFailed: 'arch_add_memory() of the architecture, v5.2 … v7.1',
  deviceSetupFailed: 'mm/memremap.c memremap_pages(), v5.2 … v7.1',
};

function notifiersIn(phases: readonly MemoryEvent[]): readonly NotifierCall[] {
  const calls: NotifierCall[] = [];
  for (const event of phases) {
    if (event.type === 'notifier.called') calls.push({ seq: event.seq, action: event.data.action, veto: null });
    if (event.type !== 'notifier.vetoed') continue;
    const { action, errno } = event.data;
    const at = calls.findLastIndex((call) => call.action === action && call.veto === null);
    if (at >= 0) calls[at] = { ...(calls[at] ?? { seq: event.seq, action }), veto: errno };
    else calls.push({ seq: event.seq, action, veto: errno });
  }
  return calls;
}

function endOf({ ended }: LoggedOperation): Pick<AttemptStory, 'source' | 'environment'> {
  if (ended?.type === 'operation.refused') return { source: ended.data.source, environment: null };
  if (ended?.type !== 'operation.failed') return { source: null, environment: null };
  const { environment } = ended.data;
  return { environment, source: environment === null ? null : FAILS_IN[environment] };
}

/** The story of an operation. */
export function storyOf(timeline: Timeline, operation: LoggedOperation): AttemptStory {
  const { log } = timeline;
  const operations = operationsIn(log);
  const { name, args } = operation.started.data;
  const phases = operation.positions.flatMap((seq) => log.at(seq) ?? []);
  const within = positionsWithin(operation).flatMap((seq) => log.at(seq) ?? []);
  return {
    operation,
    outermost: outermost(operation),
    phases,
    notifiers: notifiersIn(phases),
    earlier: operations.all.filter(
      ({ started }) =>
        started.seq < operation.started.seq && started.data.name === name && sameValue(started.data.args, args),
    ),
    ...endOf(operation),
    blockingPage: blockingPageOf(timeline, operation),
    divergences: within.filter((event) => event.type === 'divergence.found'),
  };
}
