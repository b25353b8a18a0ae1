import { canonical } from '../canonical.ts';
import type { Head, Link } from '../chain.ts';
import { asWritten } from '../content.ts';
import type { NewEvent, StoredEvent } from '../log.ts';
import { fromCloudEvent } from './read-cloudevent.ts';
import { shown, strictJson } from './strict-json.ts';

const SEAL = 'memlapse.seal';

/** One event of a log as a line: its content as a CloudEvent with its hash as an extension attribute, canonical. */
export const lineOf = ({ body, hash }: Pick<StoredEvent, 'body' | 'hash'>): string =>
  canonical({ ...(JSON.parse(body) as object), hash });

/** The last line of an export: how many events came before it, and the hash of the last. Without it, the end was cut off. */
export const sealOf = (head: Head): string =>
  canonical({
    specversion: '1.0',
    id: 'seal',
    source: 'memlapse',
    type: SEAL,
    data: { position: head.position, hash: head.hash },
  });

/** What one line of an exported log is. Columns count from 1. */
export type LogLine =
  | { readonly kind: 'event'; readonly link: Link; readonly event: NewEvent }
  | { readonly kind: 'seal'; readonly head: Head }
  | { readonly kind: 'unreadable'; readonly column: number; readonly read: string; readonly expected: string };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const HASH = /^[0-9a-f]{64}$/;

const unreadable = (read: string, expected: string, column = 1): LogLine => ({
  kind: 'unreadable',
  column,
  read: shown(read),
  expected: shown(expected),
});

function seal(value: Readonly<Record<string, unknown>>): LogLine {
  const { data } = value;
  const { position, hash } = isObject(data) ? data : {};
  if (Number.isSafeInteger(position) && Number(position) >= 0 && typeof hash === 'string' && HASH.test(hash)) {
    return { kind: 'seal', head: { position: Number(position), hash } };
  }
  return unreadable('a seal without a position and a hash', 'the seal that memlapse export writes last');
}

/**
 * The body of a canonical line. Only attributes come after the hash, and none of them can hold this text: a quote in a
 * string is escaped. `data` could, and comes before.
 */
function withoutHash(line: string, hash: string): string {
  const attribute = `"hash":"${hash}",`;
  const at = line.lastIndexOf(attribute);
  return line.slice(0, at) + line.slice(at + attribute.length);
}

/** Reads one line strictly: canonical JSON of an event with its hash, or the seal. Never throws. */
export function readLogLine(text: string): LogLine {
  const json = strictJson(text);
  if (!json.ok) return unreadable(json.read, json.expected, json.column);
  const { value } = json;
  if (!isObject(value)) return unreadable('JSON that is no object', 'a CloudEvent 1.0');
  if (value['type'] === SEAL) {
    const answer = seal(value);
    return answer.kind === 'seal' && sealOf(answer.head) !== text
      ? unreadable('a seal spelled otherwise', 'the seal as memlapse writes it')
      : answer;
  }
  const { hash, ...content } = value;
  if (typeof hash !== 'string' || !HASH.test(hash))
    return unreadable(`hash ${JSON.stringify(hash) ?? 'missing'}`, 'the hash of the event, 64 hexadecimal digits');
  const read = fromCloudEvent(content);
  if (!read.ok) return unreadable(read.path === '' ? 'no CloudEvent' : read.path, read.reason);
  try {
    if (canonical(value) !== text)
      return unreadable('an event spelled otherwise than canonical JSON', 'the line as memlapse writes it (RFC 8785)');
  } catch (error) {
    return unreadable(
      error instanceof Error ? error.message : 'a value that JSON does not have',
      'canonical JSON (RFC 8785)',
    );
  }
  const body = withoutHash(text, hash);
  const position = Number(content['sequence']);
  return {
    kind: 'event',
    link: { position, body, hash },
    event: asWritten(read, body),
  };
}
