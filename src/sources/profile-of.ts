import { quoted, SourceError } from '../../events/problem.ts';
import type { Architecture } from '../../machines/kernel/geometry.ts';
import type { NotifierNumbering } from '../../machines/kernel/notifier.ts';
import { type Profile, profileByName } from '../../machines/kernel/profile.ts';
import { parseRelease, type Release } from '../../machines/kernel/release.ts';
import type { MemoryModel, Traits } from '../../machines/kernel/traits.ts';
import { type BootLog, bootParameter } from './boot/dmesg.ts';
import type { Meta } from './meta.ts';

/** Fixes that stable kernels took over, known from their sources: from this update of the series on. */
const BACKPORTS: readonly {
  readonly series: readonly [number, number];
  readonly since: number;
  readonly traits: Partial<Traits>;
}[] = [
  { series: [6, 1], since: 192, traits: { usageFreedByRcu: true } },
  { series: [6, 12], since: 117, traits: { notifierNumbering: 'enum' } },
];

const ARCHITECTURES: readonly (readonly [RegExp, Architecture])[] = [
  [/x86_64|amd64/, 'x86_64'],
  [/aarch64|arm64/, 'arm64'],
  [/ppc64|powerpc64/, 'ppc64'],
  [/s390x?/, 's390'],
  [/riscv64/, 'riscv64'],
  [/loongarch/, 'loongarch'],
  [/sparc64/, 'sparc64'],
];

const architectureOf = (texts: readonly (string | undefined | null)[]): Architecture | undefined => {
  const joined = texts.join(' ');
  return ARCHITECTURES.find(([pattern]) => pattern.test(joined))?.[1];
};

/** A distribution's `uname -r` may hide the stable update; its version text, `Debian 6.1.192-2`, has it. */
function exactRelease(meta: Meta): Release | undefined {
  const release = parseRelease(meta.kernelRelease);
  const inVersion = parseRelease(/\b(\d+\.\d+\.\d+)\b/.exec(meta.kernelVersion ?? '')?.[1] ?? '');
  const same = release && inVersion && release.major === inVersion.major && release.minor === inVersion.minor;
  return same && inVersion.patch > release.patch ? { ...inVersion, text: release.text } : release;
}

/** The kernel profile of a recording: its release's row, known backports, and what the record itself shows. */
export function profileOfRecording(
  meta: Meta,
  boot: BootLog,
  numbering: NotifierNumbering | null,
  file = 'meta.json',
): Profile {
  const release = exactRelease(meta);
  const config = meta.config ?? {};
  const memoryModel: MemoryModel = (config['CONFIG_SPARSEMEM_VMEMMAP'] ?? 'y') === 'y' ? 'vmemmap' : 'classic';
  const backports = BACKPORTS.filter(
    ({ series: [major, minor], since }) =>
      release?.major === major && release.minor === minor && release.patch >= since,
  );
  const shown: Partial<Traits> = Object.assign({}, ...backports.map(({ traits }) => traits));
  const fiveLevel =
    config['CONFIG_X86_5LEVEL'] === 'y' && bootParameter(meta.cmdline ?? boot.commandLine, 'no5lvl') === null;
  const arch = architectureOf([meta.kernelRelease, meta.qemu?.[0], boot.version]) ?? 'x86_64';
  const problem = (read: string, expected: string, advice?: string): SourceError =>
    new SourceError({ place: { file, line: 1, column: 1 }, read, expected, advice });
  try {
    const answer = profileByName(release ? `v${release.major}.${release.minor}` : meta.kernelRelease, {
      memoryModel,
      arch,
      pageBytes: meta.pageSize,
      memSectionBytes: meta.memSectionEntrySize,
      maxPhysmemBits: arch === 'x86_64' && fiveLevel ? 52 : undefined,
      debugVm: config['CONFIG_DEBUG_VM'] === 'y',
      shown: { ...shown, ...(numbering ? { notifierNumbering: numbering } : {}) },
    });
    if (answer.ok) return answer.profile;
    const expected = 'a kernel release that has memory hotplug in this memory model';
    throw problem(`kernelRelease ${quoted(meta.kernelRelease)}`, expected, answer.reason);
  } catch (error) {
    // A page size that the architecture does not have.
    if (!(error instanceof RangeError)) throw error;
    throw problem(`pageSize ${meta.pageSize}`, error.message);
  }
}
