import {
  addressable,
  type ByteSpan,
  blockAligned,
  blocksFree,
  driverName,
  fitsAddressSpace,
  nodePossible,
  resourceFree,
  underMemLimit,
} from '../../machines/guards/checks.ts';
import { guardsOf } from '../../machines/guards/index.ts';
import type { Refusal, Verdict } from '../../machines/guards/verdict.ts';
import { blocksOf } from '../../machines/kernel/ranges.ts';
import { bytes } from '../../machines/kernel/units.ts';
import type { CommandOf } from './commands.ts';
import { decideOnline } from './decide-block.ts';
import { addPages, removePages } from './decide-pages.ts';
import { reserve } from './resources.ts';
import { DONE, emit, failed, type Outcome, operation, type Run, refused } from './run.ts';

type AddMemory = CommandOf<'addMemory'>;

const firstRefusal = (verdicts: readonly (() => Verdict)[]): Refusal | undefined => {
  for (const ask of verdicts) {
    const verdict = ask();
    if (!verdict.allowed) return verdict;
  }
  return undefined;
};

/** Where a busy line of /proc/iomem stands in the way of the range; null when none does that is known of. */
function conflictOf(run: Run, { start, size }: ByteSpan) {
  if (!fitsAddressSpace(run.state.profile, { start, size })) return null;
  const line = { start: Number(start), end: Number(start + size) - 1, name: 'System RAM', mergeable: false };
  const answer = reserve(run.state.resources, line);
  return answer.ok ? null : answer.conflict;
}

/** Checks that come before the System RAM line is reserved (spec 4.1). */
const checksBefore = (run: Run, command: AddMemory): readonly (() => Verdict)[] => {
  const { profile, memLimit } = run.state;
  return [
    () => driverName(profile, command.driverName),
    () => addressable(profile, command),
    () => underMemLimit(profile, command, memLimit),
    () => resourceFree(profile, command, conflictOf(run, command)),
  ];
};

/** Checks that come after it (spec 4.2). A group number is no node. */
const checksAfter = (run: Run, command: AddMemory): readonly (() => Verdict)[] => {
  const { profile, blocks, possibleNodes } = run.state;
  return [
    () => blockAligned(profile, command, blocks.blockBytes),
    () => nodePossible(profile, command.nidIsGroup ? 0 : command.nid, possibleNodes),
    () => ownMemmap(run, command),
  ];
};

/** Since v6.8 a wish for its own memmap that can't be granted is ignored; before, it is refused. */
function ownMemmap(run: Run, command: AddMemory): Verdict {
  const { profile, blocks, ownMemmapParameter } = run.state;
  if (!command.ownMemmap) return { allowed: true };
  const verdict = guardsOf(profile.memoryModel).mayHoldOwnMemmap(profile, {
    parameter: ownMemmapParameter ?? undefined,
    sizeBytes: Number(command.size),
    blockBytes: blocks.blockBytes,
  });
  return profile.traits.memmapOnMemory === 'perBlock' ? { allowed: true } : verdict;
}

function grantsOwnMemmap(run: Run, command: AddMemory): boolean {
  const { profile, blocks, ownMemmapParameter } = run.state;
  return (
    command.ownMemmap &&
    guardsOf(profile.memoryModel).mayHoldOwnMemmap(profile, {
      parameter: ownMemmapParameter ?? undefined,
      sizeBytes: Number(command.size),
      blockBytes: blocks.blockBytes,
    }).allowed
  );
}

/** add_memory() in the kernel's order (spec 4.2; mm/memory_hotplug.c add_memory_resource(), v5.2 … v7.1). */
export function decideAddMemory(run: Run, command: AddMemory): Outcome {
  const { start, size } = command;
  return operation(run, command, null, (number) => {
    const early = firstRefusal(checksBefore(run, command));
    if (early) return refused(early);
    if (command.environment?.resourceNotReserved) {
      return failed('EEXIST', 'resourceNotReserved', 'the System RAM line could not be reserved');
    }
    if (!fitsAddressSpace(run.state.profile, command)) return addPages(run, number, pieces(command, false));
    const span = { start: bytes(Number(start)), size: bytes(Number(size)) };
    const name = command.driverName ?? 'System RAM';
    emit(run, 'resource.reserved', { operation: number, ...span, name, mergeable: command.mergeResource });
    const outcome = addReserved(run, number, command);
    const returned = outcome.kind === 'refused' || outcome.kind === 'failed';
    if (returned) emit(run, 'resource.released', { operation: number, ...span });
    return outcome;
  });
}

const pieces = (command: AddMemory, altmap: boolean, span: ByteSpan = command) => ({
  span,
  nid: command.nid,
  altmap,
  environment: command.environment ?? {},
});

function addReserved(run: Run, number: number, command: AddMemory): Outcome {
  const refusal = firstRefusal(checksAfter(run, command));
  if (refusal) return refused(refusal);
  if (command.environment?.pageTableFails) {
    return failed(command.environment.pageTableFails, 'pageTableFailed', 'the linear mapping could not be built');
  }
  const own = grantsOwnMemmap(run, command);
  const { blockBytes } = run.state.blocks;
  const perBlock = own && run.state.profile.traits.memmapOnMemory === 'perBlock';
  const chunk = perBlock ? BigInt(blockBytes) : command.size;
  for (let at = command.start; at < command.start + command.size; at += chunk) {
    const outcome = addChunk(run, number, command, { start: at, size: chunk }, own);
    if (outcome.kind === 'done') continue;
    undoChunks(run, number, { start: command.start, size: at - command.start });
    return outcome;
  }
  autoOnline(run, number, command);
  return DONE;
}

/** One altmap's worth: pages, then their block devices; a device that can't be made takes the pages away again. */
function addChunk(run: Run, number: number, command: AddMemory, span: ByteSpan, own: boolean): Outcome {
  const added = addPages(run, number, pieces(command, own, span));
  if (added.kind !== 'done') return added;
  const numbers = { start: bytes(Number(span.start)), size: bytes(Number(span.size)) };
  const blocks = [...blocksOf(run.state.blocks, numbers.start, numbers.size)];
  const taken = blocksFree(
    run.state.profile,
    blocks.filter((block) => run.state.memoryBlocks[block]),
  );
  const broken = command.environment?.blockDeviceFails;
  if (taken.allowed && !broken) {
    emit(run, 'blocks.created', { operation: number, ...numbers, nid: command.nid, ownMemmap: own });
    return DONE;
  }
  removePages(run, number, span);
  if (!taken.allowed) return refused(taken);
  return failed(broken ?? 'ENOMEM', 'blockDeviceFailed', 'a memory block device could not be created');
}

function undoChunks(run: Run, number: number, span: ByteSpan): void {
  if (span.size === 0n) return;
  emit(run, 'blocks.removed', { operation: number, start: bytes(Number(span.start)), size: bytes(Number(span.size)) });
  removePages(run, number, span);
}

/** The results of auto-onlining are ignored: the add succeeded (spec 4.2, step 11). */
function autoOnline(run: Run, number: number, command: AddMemory): void {
  if (command.autoOnline === null) return;
  const { zone, veto } = command.environment ?? {};
  const environment = { ...(zone === undefined ? {} : { zone }), ...(veto === undefined ? {} : { veto }) };
  for (const block of blocksOf(run.state.blocks, Number(command.start), Number(command.size))) {
    decideOnline(run, { type: 'onlineBlock', block, kind: command.autoOnline, environment }, number);
  }
}

/** arch_add_memory() called by itself: pages without resource and without block devices. */
export function decideArchAdd(run: Run, command: CommandOf<'archAddMemory'>): Outcome {
  const { start, size, nid, altmap, environment = {} } = command;
  return operation(run, command, null, (number) => {
    if (environment.pageTableFails) {
      return failed(environment.pageTableFails, 'pageTableFailed', 'the linear mapping could not be built');
    }
    return addPages(run, number, { span: { start, size }, nid, altmap, environment });
  });
}
