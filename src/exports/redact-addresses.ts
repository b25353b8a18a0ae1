import type { Sha256 } from '../../events/chain.ts';
import type { EventDraft } from '../../events/event.ts';
import type { PlaceKind } from '../../events/kinds.ts';
import { placesIn } from '../../events/places.ts';
import { hex } from '../../machines/kernel/units.ts';

const GIB_4 = 2 ** 32;
const TIB = 2 ** 40;

/** A kernel's units: what turns pfns and block numbers into bytes. */
export interface Units {
  readonly pageBytes: number;
  readonly blockBytes: number;
  /** MAX_PHYSMEM_BITS. */
  readonly maxPhysmemBits: number;
}

const bytesEach = ({ pageBytes, blockBytes }: Units): Readonly<Record<PlaceKind, number>> => ({
  page: pageBytes,
  address: 1,
  resource: 1,
  block: blockBytes,
});

/** Byte ranges that an event names. Of what was only asked for, where it begins. */
export const rangesOf = (event: EventDraft, units: Units): readonly (readonly [number, number])[] =>
  placesIn(event).flatMap(({ kind, at, extent, isAsked }) => {
    if (!Number.isFinite(at)) return [];
    const unit = bytesEach(units)[kind];
    return [[at * unit, isAsked ? at * unit + 1 : (at + (extent ?? 1)) * unit] as const];
  });

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
  place(kind: PlaceKind, at: number): number;
  /** A place that an operation's arguments hold as a number in text; undefined for other text. */
  placeText(kind: PlaceKind, text: string): string | undefined;
  /** Free text: every number could be an address, a pfn or a section, so each becomes `#`. */
  text(text: string): string;
}

export function movedAddresses(distance: number, units: Units): MovedAddresses {
  const limit = 2n ** BigInt(units.maxPhysmemBits);
  const each = bytesEach(units);
  const moved = (kind: PlaceKind, at: bigint): bigint => {
    const address = at * BigInt(each[kind]);
    return address >= GIB_4 && address < limit ? (address + BigInt(distance)) / BigInt(each[kind]) : at;
  };
  return {
    place: (kind, at) => Number(moved(kind, BigInt(at))),
    placeText: (kind, text) => {
      if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return undefined;
      const at = moved(kind, BigInt(text));
      return /^0x/i.test(text) ? hex(at) : String(at);
    },
    text: (text) => text.replace(/0x[0-9a-f]+|\b[0-9a-f]*\d[0-9a-f]*\b|\d[0-9a-f]*/gi, '#'),
  };
}

export const UNMOVED: MovedAddresses = {
  place: (_, at) => at,
  placeText: (_, text) => text,
  text: (text) => text,
};
