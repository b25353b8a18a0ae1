import { parseKernelLine } from '../kernel-log/line.ts';
import { meaningOf } from '../kernel-log/messages.ts';
import type { Line } from '../lines.ts';
import { parseUeventLine } from '../uevents/message.ts';

/** What is known of a text that tells less than a trace, before it is read. */
interface TextKind {
  readonly name: string;
  /** Its file in a recording, beside the trace. */
  readonly inRecording: string;
  /** Whether a line is of such a text. */
  readonly has: (line: string) => boolean;
  /** What such a text, alone, can't tell. */
  readonly unknown: string;
}

/** What dmesg or journalctl puts before a line; an ISO time alone could be any program's. */
const BY_THE_KERNEL =
  /^(?:\S.{0,80}? kernel: |(?:<\d+>|\w+ *:\w+ *: ?)?\s*\[\s*(?:\d{1,9}\.\d{1,9}|\w{3} \w{3} [^\]]{1,40})\])/;

/** Texts that tell times, the surest first: a text is of the first kind that has one of its lines. */
export const TEXT_KINDS = {
  uevents: {
    name: 'uevents',
    inRecording: 'uevents.txt',
    has: (line) => parseUeventLine(line).kind === 'message',
    unknown:
      'uevents tell which blocks came, went or were switched: who asked, what failed, zones and nodes are not known',
  },
  kernelLog: {
    name: 'a kernel log (dmesg)',
    inRecording: 'dmesg.txt',
    has: (line) => {
      if (BY_THE_KERNEL.test(line)) return true;
      const { text } = parseKernelLine(line);
      return text.startsWith('Linux version ') || meaningOf(text, 1) !== undefined;
    },
    unknown: 'a kernel log names hardly any block: which blocks came, went or were switched is not known',
  },
} as const satisfies Record<string, TextKind>;

export type EvidenceKind = keyof typeof TEXT_KINDS;
/** Sources that tell less than a trace: texts that tell times, and snapshots of lsmem. */
export type PartialKind = EvidenceKind | 'lsmem';

/** Kernel log, uevents or lsmem listing; can be read more than once. */
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
/** What a text is, by its first lines; undefined for none of these. */
export function partialKindOf(head: string, lines: Iterable<Line>): PartialKind | undefined {
  if (/^\s*\{/.test(head)) return /"memory"\s*:\s*\[/.test(head) ? 'lsmem' : undefined;
  const kinds = Object.entries(TEXT_KINDS) as readonly [EvidenceKind, TextKind][];
  let count = 0;
  let surest = kinds.length;
  for (const { text } of lines) {
    const at = kinds.slice(0, surest).findIndex(([, kind]) => kind.has(text));
    if (at >= 0) surest = at;
    if (surest === 0 || ++count >= LINES_TO_RECOGNISE) break;
  }
  return kinds[surest]?.[0];
}
