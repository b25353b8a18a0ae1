import {
  type ByteSpan,
  deviceAddressable,
  disjointFromRam,
  fitsAddressSpace,
  noClaimAtEnds,
} from '../../machines/guards/checks.ts';
import { guardsOf } from '../../machines/guards/index.ts';
import type { CommandOf } from './commands.ts';
import { addPages, pagesOf, removePages } from './decide-pages.ts';
import { claimAt } from './device-claims.ts';
import { touchesSystemRam } from './resources.ts';
import { DONE, emit, failed, type Outcome, operation, type Run, refused } from './run.ts';

function claimedEnds(run: Run, span: ByteSpan): readonly string[] {
  if (!fitsAddressSpace(run.state.profile, span)) return [];
  const { pageShift } = run.state.profile.geometry;
  const frame = (address: bigint): number => Number(address >> BigInt(pageShift));
  const ends = { first: frame(span.start), last: frame(span.start + span.size - 1n) };
  return Object.entries(ends).flatMap(([end, at]) => (claimAt(run.state.deviceClaims, at) ? [end] : []));
}

/** memremap_pages(): ZONE_DEVICE over a range (spec 4.10; mm/memremap.c pagemap_range(), v5.10 … v7.1). */
export function decideMemremap(run: Run, command: CommandOf<'memremapPages'>): Outcome {
  const { start, size, nid, altmap, environment = {} } = command;
  const { profile } = run.state;
  return operation(run, command, null, (number) => {
    const touchesRam = touchesSystemRam(run.state.resources, Number(start), Number(start + size) - 1);
    const verdicts = [
      () => guardsOf(profile.memoryModel).mayMapDevice(profile),
      () => noClaimAtEnds(profile, claimedEnds(run, command)),
      () => disjointFromRam(profile, touchesRam),
      () => deviceAddressable(profile, command),
    ];
    for (const ask of verdicts) {
      const verdict = ask();
      if (!verdict.allowed) return refused(verdict);
    }
    if (!fitsAddressSpace(profile, command)) return addPages(run, number, { span: command, nid, altmap, environment });
    const claim = pagesOf(run.state, command);
    emit(run, 'device.claimed', { operation: number, ...claim });
    const outcome = environment.pageTableFails
      ? failed(environment.pageTableFails, 'pageTableFailed', 'the linear mapping could not be built')
      : addPages(run, number, { span: command, nid, altmap, environment });
    if (outcome.kind !== 'done') {
      emit(run, 'device.released', { operation: number, ...claim });
      return outcome;
    }
    emit(run, 'zone.joined', { operation: number, ...claim, zone: 'Device' });
    if (environment.deviceSetupFails) {
      return failed(environment.deviceSetupFails, 'deviceSetupFailed', 'the driver gave the range up again');
    }
    return DONE;
  });
}

/** memunmap_pages(): the range leaves its zone, its sections and its pagemap (mm/memremap.c pageunmap_range()). */
export function decideMemunmap(run: Run, command: CommandOf<'memunmapPages'>): Outcome {
  return operation(run, command, null, (number) => {
    if (!fitsAddressSpace(run.state.profile, command)) return DONE;
    const claim = pagesOf(run.state, command);
    emit(run, 'zone.left', { operation: number, ...claim, zone: 'Device' });
    const outcome = removePages(run, number, command);
    emit(run, 'device.released', { operation: number, ...claim });
    return outcome;
  });
}
