import { memoryLog } from '../../events/memory-log.ts';
import { emptyMemory } from '../memory/state.ts';
import { recordBaseline } from './boot/baseline.ts';
import { type BootLog, parseBootLog } from './boot/dmesg.ts';
import { type AddedFiles, endOf, readEvidence, withProblemsOf } from './evidence-files.ts';
import { scanTrace } from './ftrace/scan.ts';
import { translator } from './ftrace/translator.ts';
import { joinEvidence } from './join/join.ts';
import { counted } from './lines.ts';
import { mergedTrace } from './merge/traces.ts';
import type { OpenedSource, OpenOptions } from './opened-source.ts';
import { blocksOfPartial, profileOfPartial } from './partial/machine.ts';
import { recorderOn } from './recorder.ts';
import { emptyTrace, lostInWords } from './recording.ts';

/** What a kernel log beside the trace tells of boot; null where none reaches back to it. */
function bootOf({ files }: AddedFiles): { readonly boot: BootLog; readonly path: string } | null {
  for (const { kind, path, text } of files) {
    if (kind !== 'kernelLog') continue;
    const boot = parseBootLog(text());
    if (boot.release !== null || boot.earlyRanges !== null) return { boot, path };
  }
  return null;
}

/**
 * Trace text without a recording around it: what the kernel touches is taken to have been there. A kernel log from boot
 * beside it names the kernel and boot RAM.
 */
export function openBareTrace(added: AddedFiles, { profile: asked, onLines }: OpenOptions): OpenedSource {
  const trace = mergedTrace(added.traces);
  const numbering = scanTrace(trace.lines()).numbering;
  const told = bootOf(added);
  const boot = told?.boot ?? null;
  const name = added.traces.map(({ path }) => path).join(' + ');
  const known = profileOfPartial(boot, asked, told?.path ?? name);
  const profile = numbering === null ? known : { ...known, traits: { ...known.traits, notifierNumbering: numbering } };
  const initial = emptyMemory(profile, blocksOfPartial(profile, boot, [], told?.path ?? name));
  const log = memoryLog();
  const recorder = recorderOn(log, initial);
  recordBaseline(recorder, {
    earlyRanges: boot?.earlyRanges ?? null,
    iomem: null,
    blocks: null,
    addedLater: [],
    kernel: { possibleNodes: boot?.possibleNodes ?? null, ownMemmapParameter: null, memLimit: null },
  });
  const baseline = log.position;
  const reader = translator({ recorder, locate: trace.locate, baselineUnknown: true, probed: null });
  for (const { text, complete } of counted(trace.lines(), onLines)) reader.line(text, complete);
  const summary = reader.finish();
  if (summary.lines === 0) throw emptyTrace(name);
  const beside = readEvidence(added.files, initial);
  const whole = joinEvidence({ log, initial, baseline }, beside, added.offsets);
  const before = boot?.earlyRanges
    ? 'of memory before the trace only boot RAM is known, from the kernel log; what else the trace touches is taken to have been there'
    : 'nothing is known of memory before the trace: boot RAM, early sections, resources; what it touches is taken to have been there';
  const kernel =
    boot?.release == null
      ? `the trace does not name its kernel: read as ${profile.name}; choose another with --profile`
      : `the kernel log does not tell the memory model: read as ${profile.memoryModel}; choose another with --profile`;
  return {
    kind: 'trace',
    name,
    log: whole.log,
    initial,
    baseline: whole.baseline,
    final: endOf(recorder.state, whole.log),
    summary: withProblemsOf(summary, beside),
    files: null,
    scenario: null,
    unknown: [kernel, before, ...lostInWords(summary.lost)],
    notes: whole.notes,
    unplaced: whole.unplaced.map(({ path }) => path),
  };
}
