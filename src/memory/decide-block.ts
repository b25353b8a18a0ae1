import { refuse } from '../../machines/guards/verdict.ts';
import type { NotifierAction } from '../../machines/kernel/notifier.ts';
import { pagesOfBlock, sectionsOf } from '../../machines/kernel/ranges.ts';
import { blockNr } from '../../machines/kernel/units.ts';
import { mayGoOffline, mayGoOnline, type OfflineQuestion } from '../../machines/memory-block.ts';
import { isPresent } from '../../machines/section-facts.ts';
import type { CommandOf } from './commands.ts';
import { systemRamPages } from './resources.ts';
import { DONE, emit, failed, type Outcome, operation, type Run, refused } from './run.ts';
import { sectionEntry } from './sections.ts';
import type { MemoryState } from './state.ts';
import { zoneForBlock } from './zones.ts';

const noSuchBlock = (block: number): Outcome =>
  refused(
    refuse({
      guard: 'blockExists',
      errno: 'ENODEV',
      reason: `there is no memory block ${block}`,
      source: 'drivers/base/memory.c find_memory_block(), v5.2',
    }),
  );

const already = (block: number, state: string): Outcome =>
  refused(
    refuse({
      guard: 'blockState',
      errno: 'EINVAL',
      reason: `memory block ${block} is ${state} already; its state file answers EINVAL`,
      source: 'drivers/base/memory.c state_store(), v5.2 … v7.1',
    }),
  );

/** What the kernel asks before a block may go offline, answered from the state (spec 4.6). */
export function offlineQuestion(state: MemoryState, block: number): OfflineQuestion {
  const range = pagesOfBlock(state.profile.geometry, state.blocks, blockNr(block));
  const ram = systemRamPages(state.resources, range.pfn, range.nrPages, state.profile.geometry.pageBytes);
  return {
    allRam: state.resourcesKnown ? ram === range.nrPages : undefined,
    oneZone: state.memoryBlocks[block]?.oneZone ?? undefined,
    allSectionsPresent: [...sectionsOf(state.profile.geometry, range)].every((section) =>
      isPresent(sectionEntry(state, section).facts),
    ),
  };
}

/** Onlines one block, with its notifiers in order (spec 4.6, 4.12). */
export function decideOnline(run: Run, command: CommandOf<'onlineBlock'>, parent: number | null): Outcome {
  const { block, environment = {} } = command;
  return operation(run, command, parent, (number) => {
    const entry = run.state.memoryBlocks[block];
    if (!entry) return noSuchBlock(block);
    if (entry.state !== 'offline') return already(block, 'online');
    const verdict = mayGoOnline(run.state.profile, { poisoned: false });
    if (!verdict.allowed) return refused(verdict);
    const { traits, geometry } = run.state.profile;
    const pages = pagesOfBlock(geometry, run.state.blocks, blockNr(block));
    const zone = environment.zone ?? zoneForBlock(run.state, block, command.kind);
    const tell = (action: NotifierAction): void => emit(run, 'notifier.called', { operation: number, action });
    emit(run, 'block.goingOnline', { operation: number, block: blockNr(block) });
    if (traits.announcesPrepareAndFinish) tell('MEM_PREPARE_ONLINE');
    emit(run, 'zone.joined', { operation: number, ...pages, zone });
    tell('MEM_GOING_ONLINE');
    const cancel = (outcome: Outcome): Outcome => {
      tell('MEM_CANCEL_ONLINE');
      emit(run, 'zone.left', { operation: number, ...pages, zone });
      if (traits.announcesPrepareAndFinish) tell('MEM_FINISH_OFFLINE');
      emit(run, 'block.onlineCancelled', { operation: number, block: blockNr(block) });
      return outcome;
    };
    if (environment.veto) {
      emit(run, 'notifier.vetoed', { operation: number, action: 'MEM_GOING_ONLINE', errno: environment.veto });
      return cancel(failed(environment.veto, 'notifierVeto', 'a memory notifier vetoed MEM_GOING_ONLINE'));
    }
    // mm/memory_hotplug.c online_pages(), up to v5.9: pages reach the buddy allocator by a walk over System RAM lines.
    const ram = systemRamPages(run.state.resources, pages.pfn, pages.nrPages, geometry.pageBytes);
    if (traits.onlineNeedsRamLine && run.state.resourcesKnown && ram === 0) {
      return cancel(failed('EINVAL', null, 'no System RAM line of /proc/iomem lies in the block'));
    }
    emit(run, 'sections.onlined', { operation: number, ...pages });
    emit(run, 'notifier.called', { operation: number, action: 'MEM_ONLINE' });
    emit(run, 'block.onlined', { operation: number, block: blockNr(block), zone });
    return DONE;
  });
}

/** Offlines one block: the kernel's checks, isolation, notifiers, then the commit (spec 4.6, 4.12). */
export function decideOffline(run: Run, command: CommandOf<'offlineBlock'>, parent: number | null): Outcome {
  const { block, environment = {} } = command;
  return operation(run, command, parent, (number) => {
    const entry = run.state.memoryBlocks[block];
    if (!entry) return noSuchBlock(block);
    if (entry.state !== 'online') return already(block, 'offline');
    const id = blockNr(block);
    const verdict = mayGoOffline(run.state.profile, offlineQuestion(run.state, block));
    if (!verdict.allowed) return refused(verdict);
    const pages = pagesOfBlock(run.state.profile.geometry, run.state.blocks, id);
    emit(run, 'block.goingOffline', { operation: number, block: id });
    const cancel = (outcome: Outcome): Outcome => {
      emit(run, 'block.offlineCancelled', { operation: number, block: id });
      return outcome;
    };
    if (environment.unmovablePage) {
      emit(run, 'pages.isolated', { operation: number, ...pages, errno: 'EBUSY' });
      return cancel(failed('EBUSY', 'unmovablePage', 'a page of the block can be neither isolated nor moved'));
    }
    emit(run, 'pages.isolated', { operation: number, ...pages, errno: null });
    emit(run, 'notifier.called', { operation: number, action: 'MEM_GOING_OFFLINE' });
    const late = lateFailure(command);
    if (late) {
      if (environment.veto) {
        emit(run, 'notifier.vetoed', { operation: number, action: 'MEM_GOING_OFFLINE', errno: environment.veto });
      }
      emit(run, 'notifier.called', { operation: number, action: 'MEM_CANCEL_OFFLINE' });
      return cancel(late);
    }
    emit(run, 'sections.offlined', { operation: number, ...pages });
    emit(run, 'notifier.called', { operation: number, action: 'MEM_OFFLINE' });
    emit(run, 'zone.left', { operation: number, ...pages, zone: entry.zone ?? 'unknown' });
    if (run.state.profile.traits.announcesPrepareAndFinish) {
      emit(run, 'notifier.called', { operation: number, action: 'MEM_FINISH_OFFLINE' });
    }
    emit(run, 'block.offlined', { operation: number, block: id });
    return DONE;
  });
}

/** Failures after MEM_GOING_OFFLINE: the environment decides all of them (spec 4.6, rows 8 to 11). */
function lateFailure({ environment = {} }: CommandOf<'offlineBlock'>): Outcome | undefined {
  if (environment.veto) return failed(environment.veto, 'notifierVeto', 'a memory notifier vetoed MEM_GOING_OFFLINE');
  if (environment.signal) return failed('EINTR', 'signal', 'a signal was pending while pages were migrated');
  if (environment.offlineFailsLate) {
    return failed(environment.offlineFailsLate, 'offlineFailedLate', 'pages could not be moved or dissolved');
  }
  return undefined;
}
