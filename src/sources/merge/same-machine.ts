import { SourceError } from '../../../events/problem.ts';
import { parseBootLog } from '../boot/dmesg.ts';
import { parseKernelLine } from '../kernel-log/line.ts';
import type { Line } from '../lines.ts';
import { parseMeta } from '../meta.ts';
import type { Recognised } from '../recognise.ts';

/** What a source tells of the machine and the boot that it is from: each under a name that can stand in a message. */
interface Identity {
  readonly path: string;
  readonly facts: ReadonlyMap<string, string>;
}

/** Lines of a kernel log that are looked at: their times, to a microsecond, are those of one boot and of no other. */
const FIRST_LINES = 400;
const TIMES = 20;

/** The first times that the clock of a boot showed; undefined where a log does not begin with the boot, or tells no such times. */
function firstTimes(lines: Iterable<Line>): string | undefined {
  const times: string[] = [];
  let count = 0;
  let fromBoot = false;
  for (const { text: line } of lines) {
    if (++count > FIRST_LINES) break;
    const { time, text } = parseKernelLine(line);
    fromBoot ||= text.startsWith('Linux version ');
    if (time?.clock !== 'boot' || time.ns === 0n) continue;
    times.push(`${Number(time.ns) / 1e9}`);
    if (times.length === TIMES) break;
  }
  return fromBoot && times.length === TIMES ? times.join(' ') : undefined;
}

function ofKernelLog(path: string, text: string, lines: Iterable<Line>): Identity {
  const { release, version, commandLine, earlyRanges, blockBytes } = parseBootLog(text);
  const facts: readonly (readonly [string, string | number | null | undefined])[] = [
    ['the kernel', release],
    ['the kernel’s build', version],
    ['the command line', commandLine],
    [
      'boot RAM',
      earlyRanges && JSON.stringify(earlyRanges.map(({ start, end }) => [start.toString(16), end.toString(16)])),
    ],
    ['the size of a memory block', blockBytes],
    ['the times of the first lines of the kernel log', firstTimes(lines)],
  ];
  return { path, facts: new Map(facts.flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]))) };
}

function identitiesOf(source: Recognised): readonly Identity[] {
  if (source.kind === 'trace') return [];
  if (source.kind === 'partial') {
    const { kind, path, text, lines } = source.file;
    return kind === 'kernelLog' ? [ofKernelLog(path, text(), lines())] : [];
  }
  const { files } = source;
  const path = `${files.name}/meta.json`;
  const meta = parseMeta(path, files.text('meta.json') ?? '{}');
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['the kernel', meta.kernelRelease],
    ['the kernel’s build', meta.kernelVersion],
    ['the size of a memory block', meta.memoryBlockSizeBytes],
    ['the memory model', meta.config?.['CONFIG_SPARSEMEM_VMEMMAP']],
  ];
  const told: Identity = {
    path,
    facts: new Map(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))),
  };
  const log = files.text('dmesg.txt');
  return log === null ? [told] : [told, ofKernelLog(`${files.name}/dmesg.txt`, log, files.lines('dmesg.txt'))];
}

const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

/**
 * Sees that sources are of one machine and one boot, as far as they tell.
 * @throws SourceError that says what differs.
 */
export function assertSameMachine(sources: readonly Recognised[]): void {
  const known = new Map<string, { readonly path: string; readonly value: string }>();
  for (const { path, facts } of sources.flatMap(identitiesOf)) {
    for (const [name, value] of facts) {
      const before = known.get(name);
      if (!before) known.set(name, { path, value });
      else if (before.value !== value) {
        throw new SourceError({
          place: { file: path, line: 1, column: 1 },
          read: `${name}: ${cut(value)}`,
          expected: `what ${before.path} says: ${cut(before.value)}`,
          advice: 'sources of different machines, kernels or boots make no one log: import each into a log of its own',
        });
      }
    }
  }
}
