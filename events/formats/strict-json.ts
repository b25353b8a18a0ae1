/** A JSON text that was read strictly, or where and why it was not. Columns count from 1. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly column: number; readonly read: string; readonly expected: string };

/** Deeper than any event; a bomb of brackets is refused before it is parsed. */
const DEEPEST = 32;
/** Longer than any event. */
export const LONGEST_JSON = 1 << 20;

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

interface Frame {
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/**
 * Finds what JSON.parse takes in silence: one key twice in an object (the last would win), keys that name an object's
 * prototype, and nesting without end. The text need not be valid: JSON.parse judges that.
 */
function suspicious(
  text: string,
): { readonly column: number; readonly read: string; readonly expected: string } | undefined {
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = frames.at(-1);
    switch (text[at]) {
      case '{':
      case '[':
        frames.push({ keys: text[at] === '{' ? new Set() : null, expectsKey: text[at] === '{' });
        if (frames.length > DEEPEST)
          return { column: at + 1, read: `nesting deeper than ${DEEPEST}`, expected: 'an event' };
        break;
      case '}':
      case ']':
        frames.pop();
        break;
      case ',':
        if (top?.keys) top.expectsKey = true;
        break;
      case '"': {
        STRING.lastIndex = at;
        const string = STRING.exec(text)?.[0];
        if (string === undefined) return undefined;
        if (top?.keys && top.expectsKey) {
          const key = keyOf(string);
          if (FORBIDDEN.has(key))
            return { column: at + 1, read: `the key ${string}`, expected: 'no key that names a prototype' };
          if (top.keys.has(key))
            return { column: at + 1, read: `the key ${string} a second time`, expected: 'every key once' };
          top.keys.add(key);
          top.expectsKey = false;
        }
        at += string.length - 1;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** A key with its escapes undone: "\\u0061" and "a" are one key. */
function keyOf(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return string;
  }
}

/** Reads one JSON text of bounded length and depth, without duplicate or prototype keys. Never throws. */
export function strictJson(text: string): StrictJson {
  if (text.length > LONGEST_JSON) {
    return {
      ok: false,
      column: LONGEST_JSON + 1,
      read: `${text.length} characters`,
      expected: `at most ${LONGEST_JSON} in a line`,
    };
  }
  const doubt = suspicious(text);
  if (doubt) return { ok: false, ...doubt };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    return {
      ok: false,
      column: position + 1,
      read: JSON.stringify(text.slice(position, position + 20)),
      expected: 'JSON',
    };
  }
}
