import { memoryLog } from '../../../events/memory-log.ts';
import { SourceError } from '../../../events/problem.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { emptyMemory } from '../../memory/state.ts';
import { recordBaseline } from '../boot/baseline.ts';
import { type BootLog, bootParameter, parseBootLog } from '../boot/dmesg.ts';
import { endOf, readTexts } from '../evidence-files.ts';
import { joinEvidence } from '../join/join.ts';
import type { EvidenceSource } from '../join/observation.ts';
import type { GivenOffsets } from '../join/offset.ts';
import { inTimeOrder, placedObservations } from '../join/placed-observations.ts';
import { type LsmemSnapshot, readLsmem } from '../lsmem/read.ts';
import type { OpenedSource } from '../opened-source.ts';
import { type Recorder, recorderOn } from '../recorder.ts';
import { sizeOf, yes } from '../recording.ts';
import { unknownOfPartial } from './describe.ts';
import { differences } from './differences.ts';
import type { PartialFile } from './file.ts';
import { blocksOfPartial, listedBlocks, profileOfPartial } from './machine.ts';
import { recordBlock } from './record-block.ts';

export interface PartialOptions {
  /** Profile for a source that does not name its kernel. */
  readonly profile: Profile;
  readonly offsets?: GivenOffsets;
}

interface Snapshot extends LsmemSnapshot {
  readonly of: PartialFile;
}

/** Uevents as events: what they say, and what they must have done to the sections of their blocks. */
function recordUevents(recorder: Recorder, sources: readonly EvidenceSource[], given: GivenOffsets): void {
  const { maxPhysmemBits } = recorder.state.profile.geometry;
  const end = 2 ** maxPhysmemBits / recorder.state.blocks.blockBytes;
  const placed = sources.flatMap((source) => placedObservations(source, { offsetNs: given.get(source.file) ?? 0n }));
  for (const { draft, observation } of inTimeOrder(placed)) {
    const { counterpart } = observation;
    if (draft.type !== 'uevent.sent') continue;
    const { timeNs, actor, place } = draft;
    const at = { timeNs, actor, place };
    recorder.record('uevent.sent', draft.data, at);
    if (counterpart?.kind !== 'block' || counterpart.block >= end) continue;
    recordBlock(recorder, { ...counterpart, zone: null, nid: null }, at);
  }
}

/** Later snapshots as events: what is otherwise than in the one before. */
function recordSnapshots(recorder: Recorder, snapshots: readonly Snapshot[]): void {
  for (const snapshot of snapshots) {
    const { profile, blocks } = recorder.state;
    const listed = listedBlocks(snapshot, blocks, profile, snapshot.of.path);
    const at = { timeNs: null, actor: null, place: { file: snapshot.of.file, line: snapshot.line } };
    for (const seen of differences(recorder.state, listed)) recordBlock(recorder, seen, at);
  }
}

const refuse = ({ path }: PartialFile, read: string, expected: string, advice: string): SourceError =>
  new SourceError({ place: { file: path, line: 1, column: 1 }, read, expected, advice });

/** A log of the time of day alone: nothing says when the machine booted, so its first word about memory is the beginning. */
function withOwnBeginning(logs: readonly EvidenceSource[], given: GivenOffsets, alone: boolean): GivenOffsets {
  const offsets = new Map(given);
  for (const { file, clock, bootNs, observations } of logs) {
    const [first] = observations;
    if (alone && clock === 'wall' && bootNs === null && first && !offsets.has(file)) offsets.set(file, -first.ownNs);
  }
  return offsets;
}

/**
 * Log of files that show less than a trace: kernel logs, uevents, snapshots of lsmem, of one machine. What they do not show is
 * taken to be as it most likely is, and told in `unknown`.
 * @throws SourceError with file, line and column.
 */
export function openPartial(files: readonly PartialFile[], { profile: asked, offsets }: PartialOptions): OpenedSource {
  const [first] = files;
  if (!first) throw new RangeError('no file to open');
  const logFiles = files.filter(({ kind }) => kind === 'kernelLog');
  const boots = logFiles.map((file): readonly [PartialFile, BootLog] => [file, parseBootLog(file.text())]);
  const [bootFile, boot] = boots.find(([, { release, earlyRanges }]) => release !== null || earlyRanges !== null) ??
    boots[0] ?? [first, null];
  const snapshots: readonly Snapshot[] = files
    .filter(({ kind }) => kind === 'lsmem')
    .flatMap((of) => readLsmem(of.path, of.text()).map((snapshot) => ({ ...snapshot, of })));
  const [listing, ...later] = snapshots;
  const profile = profileOfPartial(boot, asked, bootFile.path);
  const blocks = blocksOfPartial(profile, boot, snapshots, (listing?.of ?? bootFile).path);
  const initial = emptyMemory(profile, blocks);
  const texts = readTexts(files, initial);
  // Uevents say of a block what became of it; every other text is evidence, and moves no memory.
  const uevents = texts.filter(({ kind }) => kind === 'uevents');
  const logs = texts.filter(({ kind }) => kind !== 'uevents');
  if (later[0] && uevents.length + logs.length > 0)
    throw refuse(
      later[0].of,
      'a second snapshot of lsmem beside sources that tell times',
      'one snapshot: lsmem tells no time',
      'open the snapshots by themselves, in the order in which they were taken',
    );

  const log = memoryLog();
  const recorder = recorderOn(log, initial);
  recordBaseline(recorder, {
    earlyRanges: boot?.earlyRanges ?? null,
    firmwareRanges: boot?.firmwareRanges ?? null,
    iomem: null,
    blocks: listing ? listedBlocks(listing, blocks, profile, listing.of.path) : null,
    addedLater: [],
    kernel: {
      possibleNodes: boot?.possibleNodes ?? null,
      ownMemmapParameter:
        boot?.commandLine == null
          ? null
          : (yes(bootParameter(boot.commandLine, 'memory_hotplug.memmap_on_memory')) ?? false),
      memLimit: sizeOf(bootParameter(boot?.commandLine ?? null, 'mem')),
    },
  });
  const baseline = log.position;
  recordUevents(recorder, uevents, offsets ?? new Map());
  recordSnapshots(recorder, later);
  const whole = joinEvidence(
    { log, initial, baseline },
    logs,
    withOwnBeginning(logs, offsets ?? new Map(), files.length === 1),
  );
  if (log.position === 1 && whole.log.position === 1)
    throw refuse(
      first,
      'no word about memory',
      'a kernel log from boot or about memory hotplug, uevents of memory blocks, or what lsmem -J -b prints',
      'a trace tells more: see memlapse record, or docs/recordings.md',
    );
  const problems = [...uevents, ...logs].flatMap((source) => source.problems);
  const moreProblems = uevents.reduce((sum, source) => sum + source.moreProblems, 0);
  return {
    kind: 'partial',
    name: files.map(({ path }) => path).join(' + '),
    log: whole.log,
    initial,
    baseline: whole.baseline,
    final: endOf(recorder.state, whole.log),
    summary: { problems, moreProblems, foreign: 0, lines: 1, lost: 0 },
    files: null,
    scenario: null,
    unplaced: whole.unplaced.map(({ path }) => path),
    unknown: unknownOfPartial({ profile, boot, files, listed: listing !== undefined, snapshots: snapshots.length }),
    notes: [
      ...uevents
        .filter(({ leftAlone }) => leftAlone > 0)
        .map(({ file, leftAlone }) => `${file}: ${leftAlone} messages of other things left alone`),
      ...whole.notes,
    ],
  };
}
