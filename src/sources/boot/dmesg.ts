import { parseKernelLine } from '../kernel-log/line.ts';

/** What the kernel log says about boot that memory hotplug needs. */
export interface BootLog {
  readonly release: string | null;
  readonly version: string | null;
  readonly commandLine: string | null;
  /** "Early memory node ranges": byte ranges, end included; null when the log does not reach back to boot. */
  readonly earlyRanges: readonly { readonly nid: number; readonly start: number; readonly end: number }[] | null;
  /** nr_node_ids: nodes that may ever exist. */
  /** Usable ranges of the firmware's map (e820): byte ranges, end included; null where the log has none. */
  readonly firmwareRanges: readonly { readonly start: number; readonly end: number }[] | null;
  readonly possibleNodes: number | null;
  readonly blockBytes: number | null;
}

/** Reads `dmesg`, `dmesg -T` or `journalctl -k` text. Lines that are not about memory are none of its business. */
export function parseBootLog(whole: string): BootLog {
  // Of several boots the last one is what the rest of the log is about.
  const text = whole.slice(Math.max(0, whole.lastIndexOf('\n', whole.lastIndexOf('Linux version ')) + 1));
  const first = (pattern: RegExp): RegExpExecArray | null => pattern.exec(text);
  const version = first(/Linux version (\S+) .*?(#\d+ .*)$/m);
  return {
    release: version?.[1] ?? null,
    version: version?.[2] ?? null,
    commandLine: first(/(?:Kernel c|C)ommand line: (.*)$/m)?.[1] ?? null,
    earlyRanges: earlyRanges(text),
    firmwareRanges: firmwareRanges(text),
    possibleNodes: Number(first(/nr_node_ids:(\d{1,6})\b/)?.[1] ?? Number.NaN) || null,
    blockBytes: mebibytes(first(/x86\/mm: Memory block size: (\d{1,9})MB/)?.[1]),
  };
}

const mebibytes = (text: string | undefined): number | null => (text === undefined ? null : Number(text) * 2 ** 20);

function firmwareRanges(text: string): BootLog['firmwareRanges'] {
  const usable = /BIOS-e820: \[mem 0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})\] usable\r?$/gm;
  const ranges = [...text.matchAll(usable)].map(([, start = '', end = '']) => ({
    start: Number.parseInt(start, 16),
    end: Number.parseInt(end, 16),
  }));
  return ranges.length > 0 ? ranges : null;
}

function earlyRanges(text: string): BootLog['earlyRanges'] {
  const lines = text.split('\n').map((line) => parseKernelLine(line).text);
  const heading = lines.findIndex((line) => line.includes('Early memory node ranges'));
  if (heading < 0) return null;
  const ranges: { nid: number; start: number; end: number }[] = [];
  for (const line of lines.slice(heading + 1)) {
    const found = /^\s*node\s+(\d{1,6}): \[mem 0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})\]/.exec(line);
    if (!found) break;
    ranges.push({
      nid: Number(found[1]),
      start: Number.parseInt(found[2] ?? '', 16),
      end: Number.parseInt(found[3] ?? '', 16),
    });
  }
  return ranges.length > 0 ? ranges : null;
}

/** One boot parameter's value: `y` for a bare name, null when it is not there. The last one counts. */
export function bootParameter(commandLine: string | null, name: string): string | null {
  let value: string | null = null;
  for (const word of (commandLine ?? '').split(/\s+/)) {
    if (word === name) value = 'y';
    else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1);
  }
  return value;
}
