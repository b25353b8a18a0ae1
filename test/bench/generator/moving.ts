/** Where a site lies, and the number of the operation before its next one. */
export interface Place {
  readonly block: number;
  readonly nid: number;
  readonly operation: number;
}

/** A number in a text: its value were the site at block 0, and what each block adds. */
interface MovingNumber {
  readonly at: bigint;
  readonly step: bigint;
  readonly radix: 10 | 16;
  readonly prefix: '' | '0x';
  readonly width: number;
}

/**
 * A value of an event that was decided for a site, as it is for the same site elsewhere. It is learned from the model's own
 * answers at two places: what is equal there stays, and what differs grows with the place.
 */
export type Moving =
  | { readonly kind: 'same'; readonly value: unknown }
  | { readonly kind: 'number'; readonly at: number; readonly step: number }
  | { readonly kind: 'operation'; readonly beyond: number }
  | { readonly kind: 'nid'; readonly text: boolean }
  | { readonly kind: 'text'; readonly parts: readonly (string | MovingNumber)[] }
  | { readonly kind: 'items'; readonly items: readonly Moving[] }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, Moving])[] };

/** The two blocks at which the model was asked. */
export interface Distance {
  readonly from: number;
  readonly to: number;
}

const NUMBERS = /(0x[0-9a-f]+|\b[0-9a-f]{16}\b|\d+)/;

const unlearnable = (key: string, a: unknown, b: unknown): Error =>
  new Error(`${key}: ${JSON.stringify(a)} at one place and ${JSON.stringify(b)} at another do not grow with the place`);

function grown(key: string, a: bigint, b: bigint, { from, to }: Distance): { at: bigint; step: bigint } {
  const blocks = BigInt(to - from);
  if ((b - a) % blocks !== 0n) throw unlearnable(key, String(a), String(b));
  const step = (b - a) / blocks;
  return { at: a - step * BigInt(from), step };
}

function textOf(key: string, a: string, b: string, distance: Distance): Moving {
  const partsOfA = a.split(NUMBERS);
  const partsOfB = b.split(NUMBERS);
  if (partsOfA.length !== partsOfB.length) throw unlearnable(key, a, b);
  const parts = partsOfA.map((one, index): string | MovingNumber => {
    const other = partsOfB[index] ?? '';
    if (one === other) return one;
    // Every second part is a number: that is how `split` hands over what it split by.
    if (index % 2 === 0) throw unlearnable(key, a, b);
    const radix = one.startsWith('0x') || one.length === 16 ? 16 : 10;
    const read = (text: string): bigint => BigInt(radix === 16 && !text.startsWith('0x') ? `0x${text}` : text);
    return {
      ...grown(key, read(one), read(other), distance),
      radix,
      prefix: one.startsWith('0x') ? '0x' : '',
      width: radix === 16 && !one.startsWith('0x') ? one.length : 0,
    };
  });
  return { kind: 'text', parts };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a value moves, by what it is at two places. @throws Error for one that does not grow with the place. */
export function movingOf(key: string, a: unknown, b: unknown, distance: Distance): Moving {
  if ((key === 'operation' || key === 'parent') && typeof a === 'number') return { kind: 'operation', beyond: a };
  if (key === 'nid' && a !== null) return { kind: 'nid', text: typeof a === 'string' };
  if (a === b) return { kind: 'same', value: a };
  if (typeof a === 'number' && typeof b === 'number') {
    const { at, step } = grown(key, BigInt(a), BigInt(b), distance);
    return { kind: 'number', at: Number(at), step: Number(step) };
  }
  if (typeof a === 'string' && typeof b === 'string') return textOf(key, a, b, distance);
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return { kind: 'items', items: a.map((one, index) => movingOf(key, one, b[index], distance)) };
  }
  if (isRecord(a) && isRecord(b) && Object.keys(a).join() === Object.keys(b).join()) {
    return {
      kind: 'fields',
      fields: Object.entries(a).map(([name, one]) => [name, movingOf(name, one, b[name], distance)]),
    };
  }
  throw unlearnable(key, a, b);
}

/** The value at a place. */
export function placed(moving: Moving, place: Place): unknown {
  switch (moving.kind) {
    case 'same':
      return moving.value;
    case 'number':
      return moving.at + moving.step * place.block;
    case 'operation':
      return moving.beyond + place.operation;
    case 'nid':
      return moving.text ? String(place.nid) : place.nid;
    case 'text':
      return moving.parts
        .map((part) => {
          if (typeof part === 'string') return part;
          const digits = (part.at + part.step * BigInt(place.block)).toString(part.radix);
          return part.prefix + digits.padStart(part.width, '0');
        })
        .join('');
    case 'items':
      return moving.items.map((item) => placed(item, place));
    case 'fields':
      return Object.fromEntries(moving.fields.map(([name, field]) => [name, placed(field, place)]));
  }
}
