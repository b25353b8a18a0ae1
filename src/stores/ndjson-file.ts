import { chainChecker, EMPTY_HEAD, type Head } from '../../events/chain.ts';
import { type LogLine, readLogLine } from '../../events/formats/ndjson.ts';
import type { NewEvent } from '../../events/log.ts';
import type { SourceProblem } from '../../events/problem.ts';
import type { UnprovedLink } from './after-break.ts';
import { sha256 } from './hash.ts';
import { logLines } from './log-lines.ts';

/** Where an export stops being provable: the place, and the event that should stand there. */
export interface BrokenLine extends Omit<SourceProblem, 'place'> {
  readonly line: number;
  readonly column: number;
  /** For the verdict on the whole log: which event, and in what way. */
  readonly reason: string;
}

/** One step through an exported log: an event that is proved, the break that ends the proof, or the seal at the end. */
export type ProvedLine =
  | { readonly kind: 'event'; readonly event: NewEvent; readonly head: Head }
  | { readonly kind: 'broken'; readonly good: Head; readonly broken: BrokenLine }
  | { readonly kind: 'whole'; readonly head: Head };

const CUT_OFF = 'the end of the log was cut off';

/** Walks an exported log, line by line, in bounded memory. A break or the seal is the last that it yields. */
export function* provedLines(plain: string): Generator<ProvedLine> {
  const chain = chainChecker(sha256);
  let head = EMPTY_HEAD;
  let sealed: Head | undefined;
  let line = 0;
  const broken = (column: number, read: string, expected: string, advice?: string, reason?: string): ProvedLine => ({
    kind: 'broken',
    good: head,
    broken: {
      line,
      column,
      read,
      expected,
      advice,
      reason:
        reason ??
        `event ${head.position + 1} can not be read: ${read}; expected ${expected}${advice ? `; ${advice}` : ''}`,
    },
  });
  for (const one of logLines(plain)) {
    line++;
    if (sealed)
      return yield broken(
        1,
        'a line after the seal',
        'nothing: the seal ends a log',
        undefined,
        'something follows the seal',
      );
    if (!one.ok) return yield broken(one.column, one.read, one.expected, one.advice);
    const read: LogLine = readLogLine(one.text);
    if (read.kind === 'unreadable')
      return yield broken(
        read.column,
        read.read,
        read.expected,
        one.complete ? undefined : 'the file ends inside this line',
      );
    if (read.kind === 'seal') {
      if (read.head.position !== head.position || read.head.hash !== head.hash) {
        const names = `names event ${read.head.position} as the last`;
        const reason = `the seal ${names}: events are missing, or the seal was altered`;
        return yield broken(1, `a seal that ${names}`, 'the seal of these events', undefined, reason);
      }
      sealed = head;
    } else {
      chain.take(read.link);
      const answer = chain.answer();
      if (!answer.ok) {
        const { reason } = answer.broken;
        return yield broken(1, reason, 'an unbroken chain', undefined, reason);
      }
      head = answer.head;
      yield { kind: 'event', event: read.event, head };
    }
    // The newline is part of the line: without it, nobody knows that the file ends here.
    if (!one.complete)
      return yield broken(
        one.text.length + 1,
        'the end of the file inside of a line',
        'a newline',
        'if the line is whole, add the newline: echo >> FILE',
        'the file ends inside a line: its end was cut off',
      );
  }
  line++;
  if (sealed) yield { kind: 'whole', head: sealed };
  else yield broken(1, 'the end of the file', `the seal: ${CUT_OFF}`, undefined, `the seal is missing: ${CUT_OFF}`);
}

/** The links of an export from a line on, and null for each line that is none; the seal is passed over. */
export function* linksFrom(plain: string, line: number): Generator<UnprovedLink | null> {
  let at = 0;
  for (const one of logLines(plain)) {
    if (++at < line) continue;
    const read = one.ok ? readLogLine(one.text) : null;
    if (read?.kind !== 'seal') yield read?.kind === 'event' ? { ...read.link, readable: true } : null;
  }
}
