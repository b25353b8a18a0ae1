import { plain } from '../plain-text.ts';

/** A JSON text that was read strictly, or where and why it was not. Columns count from 1. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly column: number; readonly read: string; readonly expected: string };

type Refusal = Extract<StrictJson, { readonly ok: false }>;

/** Deeper than any event; a bomb of brackets is refused before it is parsed. */
const DEEPEST = 32;
/** Longer than any event. */
export const LONGEST_JSON = 1 << 20;

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const LONGEST_SHOWN = 160;

/** Text out of a file as a message may hold it: without what steers a terminal, and not too long. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return plain(cut);
}

const refusal = (at: number, read: string, expected: string): Refusal => ({
  ok: false,
  column: at + 1,
  read: shown(read),
  expected,
});

interface Frame {
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

/** Where the string that begins here ends: after its closing quote; -1 when it has none. */
function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === 0x5c && quote - 1 - escapes > from) escapes++;
    if (escapes % 2 === 0) return quote + 1;
  }
  return -1;
}

/**
 * Finds what JSON.parse takes in silence: one key twice in an object (the last would win), keys that name an object's
 * prototype, and nesting without end. The text need not be valid: JSON.parse judges that.
 */
function suspicious(text: string): Refusal | undefined {
  const frames: Frame[] = [];
  let top: Frame | undefined;
  for (let at = 0; at < text.length; at++) {
    // By number: this looks at every character of a log.
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
      case 0x5b: // [
        top = text.charCodeAt(at) === 0x7b ? { keys: new Set(), expectsKey: true } : { keys: null, expectsKey: false };
        if (frames.push(top) > DEEPEST) return refusal(at, `nesting deeper than ${DEEPEST}`, 'an event');
        break;
      case 0x7d: // }
      case 0x5d: // ]
        frames.pop();
        top = frames.at(-1);
        break;
      case 0x2c: // ,
        if (top?.keys) top.expectsKey = true;
        break;
      case 0x22: {
        // "
        const end = stringEnd(text, at);
        if (end < 0) return undefined;
        if (top?.keys && top.expectsKey) {
          const string = text.slice(at, end);
          const key = keyOf(string);
          if (FORBIDDEN.has(key)) return refusal(at, `the key ${string}`, 'no key that names a prototype');
          if (top.keys.has(key)) return refusal(at, `a second time the key ${string}`, 'every key once');
          top.keys.add(key);
          top.expectsKey = false;
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** A key with its escapes undone: "\\u0061" and "a" are one key. */
function keyOf(string: string): string {
  if (!string.includes('\\')) return string.slice(1, -1);
  try {
    return String(JSON.parse(string));
  } catch {
    return string;
  }
}

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** Where the scalar or string that begins here ends; -1 when none does. */
function scalarEnd(text: string, at: number): number {
  if (text[at] !== '"') {
    SCALAR.lastIndex = at;
    return SCALAR.test(text) ? SCALAR.lastIndex : -1;
  }
  const end = stringEnd(text, at);
  if (end < 0) return text.length;
  try {
    JSON.parse(text.slice(at, end));
    return end;
  } catch {
    return -1;
  }
}

type Wanted = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'commaOrClose';

/** Where a text that JSON.parse refused stops being JSON: its messages tell the position of only some faults. */
function faultIn(text: string): number {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (' \t\n\r'.includes(char)) {
      at++;
      continue;
    }
    const top = open.at(-1);
    if (wanted === 'commaOrClose' && top === undefined) return at;
    if ((wanted === 'value' || wanted === 'valueOrClose') && (char === '{' || char === '[')) {
      open.push(char);
      wanted = char === '{' ? 'keyOrClose' : 'valueOrClose';
      at++;
    } else if (wanted.endsWith('OrClose') && char === (top === '{' ? '}' : ']')) {
      open.pop();
      wanted = 'commaOrClose';
      at++;
    } else if (wanted === 'commaOrClose' && char === ',') {
      wanted = top === '{' ? 'key' : 'value';
      at++;
    } else if (wanted === 'colon' && char === ':') {
      wanted = 'value';
      at++;
    } else {
      const key: boolean = wanted === 'key' || wanted === 'keyOrClose';
      const end = wanted === 'colon' || wanted === 'commaOrClose' || (key && char !== '"') ? -1 : scalarEnd(text, at);
      if (end < 0) return at;
      wanted = key ? 'colon' : 'commaOrClose';
      at = end;
    }
  }
  return text.length;
}

/** Reads one JSON text of bounded length and depth, without duplicate or prototype keys. Never throws. */
export function strictJson(text: string): StrictJson {
  if (text.length > LONGEST_JSON) {
    return refusal(LONGEST_JSON, `${text.length} characters`, `at most ${LONGEST_JSON} in a line`);
  }
  const doubt = suspicious(text);
  if (doubt) return doubt;
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    const at = faultIn(text);
    const read = at >= text.length ? 'the end of the line' : JSON.stringify(text.slice(at, at + 20));
    return refusal(at, read, 'JSON');
  }
}

/** Why a value, written as JSON, would not be read again; undefined when it would. */
export function unreadableIn(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return `nesting deeper than ${DEEPEST}`;
  for (const [key, part] of Object.entries(value)) {
    if (FORBIDDEN.has(key)) return `the key ${JSON.stringify(key)}`;
    const inside = unreadableIn(part, depth + 1);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
