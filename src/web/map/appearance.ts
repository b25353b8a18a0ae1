import type { SectionFlag } from '../../../machines/section-facts.ts';
import type { BlockEntry, SectionEntry } from '../../memory/state.ts';

/** How a section, or one sub-section of it, looks: what colour, pattern and letter stand for together. */
export type Appearance =
  | 'unpopulated'
  | 'offline'
  | 'onlineKernel'
  | 'onlineMovable'
  | 'goingOnline'
  | 'goingOffline'
  | 'device';

export interface AppearanceWords {
  readonly appearance: Appearance;
  readonly words: string;
}

/** For the legend, in the order of a section's life. */
export const APPEARANCES: readonly AppearanceWords[] = [
  { appearance: 'onlineKernel', words: 'online, kernel zone' },
  { appearance: 'onlineMovable', words: 'online, movable' },
  { appearance: 'offline', words: 'offline' },
  { appearance: 'goingOnline', words: 'going online' },
  { appearance: 'goingOffline', words: 'going offline' },
  { appearance: 'device', words: 'ZONE_DEVICE' },
  { appearance: 'unpopulated', words: 'removed, or not populated' },
];

const isWholeDevice = ({ facts }: SectionEntry): boolean =>
  facts.deviceMap !== 0n && (facts.map === null || facts.deviceMap === facts.map);

/** How a section looks as a whole. @param block the memory block that it belongs to, if there is one. */
export function appearanceOf(entry: SectionEntry, block: BlockEntry | undefined): Appearance {
  const { lifecycle } = entry.facts;
  if (lifecycle === 'removed') return 'unpopulated';
  if (isWholeDevice(entry)) return 'device';
  if (block?.state === 'goingOnline') return 'goingOnline';
  if (block?.state === 'goingOffline') return 'goingOffline';
  if (lifecycle !== 'online') return 'offline';
  return block?.zone === 'Movable' ? 'onlineMovable' : 'onlineKernel';
}

/** How one sub-section of a section looks; a memory model without a map has none, and they all look like their section. */
export function appearanceOfBit(entry: SectionEntry, whole: Appearance, bit: number): Appearance {
  const mask = 1n << BigInt(bit);
  if ((entry.facts.deviceMap & mask) !== 0n) return 'device';
  if (entry.facts.map === null) return whole;
  return (entry.facts.map & mask) === 0n ? 'unpopulated' : whole === 'device' ? 'offline' : whole;
}

const LETTERS: Readonly<Record<SectionFlag, string>> = {
  MARKED_PRESENT: 'P',
  HAS_MEM_MAP: 'M',
  IS_ONLINE: 'O',
  IS_EARLY: 'E',
  TAINT_ZONE_DEVICE: 'D',
};

/** Flags as crash's `kmem -n` prints them. */
export const lettersOf = (flags: readonly SectionFlag[]): string => flags.map((flag) => LETTERS[flag]).join('');
