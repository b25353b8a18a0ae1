import type { Sha256 } from '../../events/chain.ts';
import type { EventDraft } from '../../events/event.ts';

const GIB_4 = 2 ** 32;
const TIB = 2 ** 40;

/** A kernel's units: what turns pfns and block numbers into bytes. */
export interface Units {
  readonly pageBytes: number;
  readonly blockBytes: number;
  /** MAX_PHYSMEM_BITS. */
  readonly maxPhysmemBits: number;
}

/** Byte ranges that an event names. Of what was only asked for (an operation's arguments), where it begins. */
export function rangesOf(
  { type, data }: EventDraft,
  { pageBytes, blockBytes }: Units,
): readonly (readonly [number, number])[] {
  const pages = ({ pfn, nrPages }: { readonly pfn: number; readonly nrPages: number }) =>
    [pfn * pageBytes, (pfn + nrPages) * pageBytes] as const;
  if (type === 'operation.started') {
    const start = Number(data.args['start'] ?? Number.NaN);
    return Number.isFinite(start) ? [[start, start + 1]] : [];
  }
  if (type === 'memory.booted') return data.ram.map(pages);
  if (type === 'resources.found') return data.lines.map(({ start, size }) => [start, start + size] as const);
  if (type === 'kernel.said') return data.about ? [[data.about.start, data.about.start + data.about.size]] : [];
  if ('pfn' in data) return [pages({ pfn: data.pfn, nrPages: 'nrPages' in data ? data.nrPages : 1 })];
  if ('start' in data) return [[data.start, data.start + data.size]];
  return 'block' in data ? [[data.block * blockBytes, (data.block + 1) * blockBytes]] : [];
}

export type Distance = { readonly ok: true; readonly bytes: number } | { readonly ok: false; readonly reason: string };

/**
 * How far addresses at or above 4 GiB are moved: a whole multiple of 1 TiB, at least one, chosen by the salt among those
 * that keep every address of the log that is below MAX_PHYSMEM there. Refused where a range crosses 4 GiB (it would be torn apart) or where
 * there is no room.
 */
export function distanceOf(
  sha256: Sha256,
  salt: string,
  ranges: Iterable<readonly [number, number]>,
  units: Units,
): Distance {
  const limit = Math.min(2 ** units.maxPhysmemBits, Number.MAX_SAFE_INTEGER);
  let highest = GIB_4;
  for (const [start, end] of ranges) {
    if (start < GIB_4 && end > GIB_4)
      return {
        ok: false,
        reason: `the range 0x${start.toString(16)}-0x${(end - 1).toString(16)} crosses 4 GiB: moving what lies above would tear it apart`,
      };
    if (start < limit) highest = Math.max(highest, Math.min(end, limit));
  }
  const room = Math.floor((limit - highest) / TIB);
  if (room < 1)
    return {
      ok: false,
      reason: `memory of this log reaches 0x${highest.toString(16)}: there is no room for a move by 1 TiB below MAX_PHYSMEM`,
    };
  const choice = Number(BigInt(`0x${sha256(`${salt}addresses`).slice(0, 13)}`) % BigInt(room)) + 1;
  return { ok: true, bytes: choice * TIB };
}

/** Addresses of one log, moved the same way wherever they stand. What lies below 4 GiB, or past MAX_PHYSMEM, stays. */
export interface MovedAddresses {
  byte(address: number): number;
  pfn(pfn: number): number;
  block(block: number): number;
  /** An operation's arguments: `start` and `block`. */
  args(args: Readonly<Record<string, string>>): Record<string, string>;
  /** Free text: every number could be an address, a pfn or a section, so each becomes `#`. */
  text(text: string): string;
}

export function movedAddresses(distance: number, { pageBytes, blockBytes, maxPhysmemBits }: Units): MovedAddresses {
  const limit = 2n ** BigInt(maxPhysmemBits);
  const big = (address: bigint): bigint =>
    address >= BigInt(GIB_4) && address < limit ? address + BigInt(distance) : address;
  const inUnits =
    (unit: number) =>
    (number: number): number =>
      Number(big(BigInt(number) * BigInt(unit)) / BigInt(unit));
  const block = inUnits(blockBytes);
  const movedArg = (name: string, value: string): string => {
    if (name === 'start' && /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value))
      return `0x${big(BigInt(value)).toString(16)}`;
    return name === 'block' && /^\d{1,15}$/.test(value) ? String(block(Number(value))) : value;
  };
  return {
    byte: inUnits(1),
    pfn: inUnits(pageBytes),
    block,
    args: (args) => Object.fromEntries(Object.entries(args).map(([name, value]) => [name, movedArg(name, value)])),
    text: (text) => text.replace(/0x[0-9a-f]+|\b[0-9a-f]*\d[0-9a-f]*\b|\d[0-9a-f]*/gi, '#'),
  };
}

export const UNMOVED: MovedAddresses = {
  byte: (address) => address,
  pfn: (pfn) => pfn,
  block: (block) => block,
  args: (args) => ({ ...args }),
  text: (text) => text,
};
