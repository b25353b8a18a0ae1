/** A value that JSON can hold without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What can't be written as canonical JSON, and where in the value. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function text(value: string, at: string): string {
  if (LONE_SURROGATE.test(value)) throw new NotCanonical(`${at}: a lone surrogate is no character`);
  return JSON.stringify(value);
}

/** Whether an object is what its members say: a Date, a Map or a Set would be written as {}. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/**
 * The one way to write a value (RFC 8785, JSON Canonicalization Scheme): no white space, keys in the order of their UTF-16
 * code units, numbers and strings as ECMAScript writes them. What two programs agree on byte for byte, so that a hash of it
 * means the value and not its spelling.
 * @throws NotCanonical for NaN, infinities, lone surrogates, and values that JSON does not have.
 */
export function canonical(value: unknown, at = '$'): string {
  switch (typeof value) {
    case 'string':
      return text(value, at);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical(`${at}: ${value} is no JSON number`);
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      // Array.from: a hole is undefined, and refused like it.
      if (Array.isArray(value)) {
        return `[${Array.from(value, (part, index) => canonical(part, `${at}[${index}]`)).join(',')}]`;
      }
      if (!isPlain(value)) throw new NotCanonical(`${at}: JSON has no ${value.constructor?.name ?? 'such object'}`);
      const members = Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => `${text(key, at)}:${canonical(part, `${at}.${key}`)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw new NotCanonical(`${at}: JSON has no ${typeof value}`);
  }
}
