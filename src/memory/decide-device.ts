import {
  type ByteSpan,
  deviceAddressable,
  disjointFromRam,
  fitsAddressSpace,
  noClaimAtEnds,
} from '../../machines/guards/checks.ts';
import { guardsOf } from '../../machines/guards/index.ts';
import type { CommandOf } from './commands.ts';
import { addPages, pagesOf, removePages, widened } from './decide-pages.ts';
import { claimAt } from './device-claims.ts';
import { touchesSystemRam } from './resources.ts';
import { DONE, emit, failed, type Outcome, operation, type Run, refused } from './run.ts';

/** What the kernel maps for a wished range: in v5.2 whole sections, since v5.3 the range itself (spec 4.10). */
function mapped(run: Run, span: ByteSpan): ByteSpan {
  const { profile } = run.state;
  if (profile.traits.hasSubsectionMap || !fitsAddressSpace(profile, span))
    return { start: span.start, size: span.size };
  const shift = BigInt(profile.geometry.pageShift);
  const range = widened(run.state, pagesOf(run.state, span));
  return { start: BigInt(range.pfn) << shift, size: BigInt(range.nrPages) << shift };
}

/** The range leaves its zone, its sections and its pagemap. */
function unmap(run: Run, number: number, span: ByteSpan): Outcome {
  const claim = pagesOf(run.state, span);
  emit(run, 'zone.left', { operation: number, ...claim, zone: 'Device' });
  const outcome = removePages(run, number, span);
  if (outcome.kind !== 'crashed') emit(run, 'device.released', { operation: number, ...claim });
  return outcome;
}

function claimedEnds(run: Run, span: ByteSpan): readonly string[] {
  if (!fitsAddressSpace(run.state.profile, span)) return [];
  const { pageShift } = run.state.profile.geometry;
  const frame = (address: bigint): number => Number(address >> BigInt(pageShift));
  const ends = { first: frame(span.start), last: frame(span.start + span.size - 1n) };
  return Object.entries(ends).flatMap(([end, at]) => (claimAt(run.state.deviceClaims, at) ? [end] : []));
}

/** memremap_pages(): ZONE_DEVICE over a range (spec 4.10; mm/memremap.c pagemap_range(), v5.10 … v7.1). */
export function decideMemremap(run: Run, command: CommandOf<'memremapPages'>): Outcome {
  const { nid, altmap, environment = {} } = command;
  const { profile } = run.state;
  return operation(run, command, null, (number) => {
    const span = mapped(run, command);
    const touchesRam = touchesSystemRam(run.state.resources, Number(span.start), Number(span.start + span.size) - 1);
    const verdicts = [
      () => guardsOf(profile.memoryModel).mayMapDevice(profile),
      () => noClaimAtEnds(profile, claimedEnds(run, span)),
      () => disjointFromRam(profile, touchesRam),
      () => deviceAddressable(profile, span),
    ];
    for (const ask of verdicts) {
      const verdict = ask();
      if (!verdict.allowed) return refused(verdict);
    }
    if (!fitsAddressSpace(profile, span)) return addPages(run, number, { span, nid, altmap, environment });
    const claim = pagesOf(run.state, span);
    emit(run, 'device.claimed', { operation: number, ...claim });
    const outcome = environment.pageTableFails
      ? failed(environment.pageTableFails, 'pageTableFailed', 'the linear mapping could not be built')
      : addPages(run, number, { span, nid, altmap, environment });
    if (outcome.kind !== 'done') {
      emit(run, 'device.released', { operation: number, ...claim });
      return outcome;
    }
    emit(run, 'zone.joined', { operation: number, ...claim, zone: 'Device' });
    if (environment.deviceSetupFails) {
      unmap(run, number, span);
      return failed(environment.deviceSetupFails, 'deviceSetupFailed', 'the driver gave the range up again');
    }
    return DONE;
  });
}

/** memunmap_pages() (mm/memremap.c pageunmap_range(), v5.10 … v7.1; devm_memremap_pages_release() in v5.2). */
export function decideMemunmap(run: Run, command: CommandOf<'memunmapPages'>): Outcome {
  return operation(run, command, null, (number) => {
    if (!fitsAddressSpace(run.state.profile, command)) return DONE;
    return unmap(run, number, mapped(run, command));
  });
}
