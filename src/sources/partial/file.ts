import { parseKernelLine } from '../kernel-log/line.ts';
import { meaningOf } from '../kernel-log/messages.ts';
import type { Line } from '../lines.ts';
import { parseUeventLine } from '../uevents/message.ts';

/** Sources that tell less than a trace. */
export type PartialKind = 'kernelLog' | 'uevents' | 'lsmem';

/** A file that tells less than a trace, and can be read more than once. */
export interface PartialFile {
  readonly kind: PartialKind;
  /** Path as the user gave it. */
  readonly path: string;
  /** Name kept in events, without a machine's folders. */
  readonly file: string;
  lines(): Iterable<Line>;
  text(): string;
}

/** A source says what it is within its first lines. */
const LINES_TO_RECOGNISE = 2000;
/** What dmesg or journalctl puts before a line; an ISO time alone could be any program's. */
const BY_THE_KERNEL =
  /^(?:\S.{0,80}? kernel: |(?:<\d+>|\w+ *:\w+ *: ?)?\s*\[\s*(?:\d{1,9}\.\d{1,9}|\w{3} \w{3} [^\]]{1,40})\])/;

const ofKernelLog = (line: string): boolean => {
  if (BY_THE_KERNEL.test(line)) return true;
  const { text } = parseKernelLine(line);
  return text.startsWith('Linux version ') || meaningOf(text, 1) !== undefined;
};

/** What a text is, by its first lines; undefined for none of these. */
export function partialKindOf(head: string, lines: Iterable<Line>): PartialKind | undefined {
  if (/^\s*\{/.test(head)) return /"memory"\s*:\s*\[/.test(head) ? 'lsmem' : undefined;
  let count = 0;
  let kernelLog = false;
  for (const { text } of lines) {
    if (parseUeventLine(text).kind === 'message') return 'uevents';
    kernelLog ||= ofKernelLog(text);
    if (++count >= LINES_TO_RECOGNISE) break;
  }
  return kernelLog ? 'kernelLog' : undefined;
}
