import { hex } from '../../../machines/kernel/units.ts';

const group = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** `28.475 592 s` of the kernel's clock; a dash where there is no time. */
export function secondsOf(timeNs: bigint | null): string {
  if (timeNs === null) return '–';
  const micros = timeNs / 1000n;
  const part = (micros % 1_000_000n).toString().padStart(6, '0');
  return `${group((micros / 1_000_000n).toString())}.${part.slice(0, 3)}\u202f${part.slice(3)}`;
}

export const countOf = (count: number): string => count.toLocaleString('en');

/** `0x50000000–0x57ffffff`, both included. */
export const rangeOf = (start: number, size: number): string => `${hex(start)}–${hex(start + size - 1)}`;

/** The last part of a path. */
export const fileName = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? path;
