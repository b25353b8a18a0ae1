/**
 * Units are types: a page-frame number, a section number, a byte address and a time never mix.
 *
 * Physical addresses end at 2^52 on every architecture modelled here, so addresses, page frames and section numbers are
 * exact JavaScript numbers once they were read; whatever a hostile or refused call names beyond that stays text or bigint.
 * Times are bigint: nanoseconds pass 2^53 after 104 days of uptime.
 */
declare const unit: unique symbol;
type Branded<T, Name extends string> = T & { readonly [unit]: Name };

/** Page-frame number: a physical address divided by the page size. */
export type Pfn = Branded<number, 'pfn'>;
/** Number of one section: a pfn divided by the pages of a section. */
export type SectionNr = Branded<number, 'section'>;
/** Number N of the memory block device `memoryN`. */
export type BlockNr = Branded<number, 'block'>;
/** Physical address, or a size, in bytes. */
export type Bytes = Branded<number, 'bytes'>;
/** Nanoseconds of the kernel's trace clock. */
export type Nanoseconds = Branded<bigint, 'nanoseconds'>;

function exact(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${what} must be a whole number from 0 to 2^53 - 1, not ${value}`);
  }
  return value;
}

/** @throws RangeError when the value is not an exact, non-negative whole number. */
export const pfn = (value: number): Pfn => exact(value, 'a pfn') as Pfn;
/** @throws RangeError as {@link pfn}. */
export const sectionNr = (value: number): SectionNr => exact(value, 'a section number') as SectionNr;
/** @throws RangeError as {@link pfn}. */
export const blockNr = (value: number): BlockNr => exact(value, 'a memory block number') as BlockNr;
/** @throws RangeError as {@link pfn}. */
export const bytes = (value: number): Bytes => exact(value, 'a byte address or size') as Bytes;
export const nanoseconds = (value: bigint): Nanoseconds => value as Nanoseconds;

/** A lower-case hexadecimal number as the kernel prints it: `0x8000`. */
export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** Bytes in the largest unit that keeps them short. */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}
