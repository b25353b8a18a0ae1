/** A value that JSON can hold without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What can't be written as canonical JSON, and where in the value. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
}

/** Where in a value one stands: put into words only when something is wrong there. */
interface Place {
  readonly above: Place | null;
  readonly step: string | number;
}

const inWords = (place: Place | null): string =>
  place === null
    ? '$'
    : `${inWords(place.above)}${typeof place.step === 'number' ? `[${place.step}]` : `.${place.step}`}`;

const refused = (place: Place | null, reason: string): NotCanonical => new NotCanonical(`${inWords(place)}: ${reason}`);

function text(value: string, place: Place | null): string {
  if (!value.isWellFormed()) throw refused(place, 'a lone surrogate is no character');
  return JSON.stringify(value);
}

/** Whether an object is what its members say: a Date, a Map or a Set would be written as {}. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

function array(values: readonly unknown[], place: Place | null): string {
  const parts: string[] = [];
  // By number, not by forEach: a hole is undefined, and refused like it.
  for (let step = 0; step < values.length; step++) parts.push(write(values[step], { above: place, step }));
  return `[${parts.join(',')}]`;
}

function object(value: object, place: Place | null): string {
  if (!isPlain(value)) throw refused(place, `JSON has no ${value.constructor?.name ?? 'such object'}`);
  const parts: string[] = [];
  const members = value as Readonly<Record<string, unknown>>;
  // Without a comparison of its own, sort goes by UTF-16 code units, as the RFC does.
  for (const step of Object.keys(members).sort()) {
    const part = members[step];
    if (part !== undefined) parts.push(`${text(step, place)}:${write(part, { above: place, step })}`);
  }
  return `{${parts.join(',')}}`;
}

function write(value: unknown, place: Place | null): string {
  switch (typeof value) {
    case 'string':
      return text(value, place);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw refused(place, `${value} is no JSON number`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? array(value, place) : object(value, place);
    default:
      throw refused(place, `JSON has no ${typeof value}`);
  }
}

/**
 * The one way to write a value (RFC 8785, JSON Canonicalization Scheme): no white space, keys in the order of their UTF-16
 * code units, numbers and strings as ECMAScript writes them. What two programs agree on byte for byte, so that a hash of it
 * means the value and not its spelling.
 * @throws NotCanonical for NaN, infinities, lone surrogates, and values that JSON does not have.
 */
export const canonical = (value: unknown): string => write(value, null);
