import type { Subject } from '../about.ts';

export const COMPARISONS = ['=', '!=', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** The section machine's states by name, and what else can be asked of a section; several hold at once. */
export const SECTION_WORDS = [
  'present',
  'removed',
  'offline',
  'partiallyPopulated',
  'online',
  'early',
  'device',
  'tainted',
  'orphan',
] as const;
export type SectionWord = (typeof SECTION_WORDS)[number];

/** The block machine's states by name. `offline` means what sysfs shows, which says so while the block is going online too. */
export const BLOCK_WORDS = ['present', 'removed', 'offline', 'goingOnline', 'online', 'goingOffline'] as const;
export type BlockWord = (typeof BLOCK_WORDS)[number];

/** What can be counted besides sections and blocks. */
export const COUNTED = ['refusals', 'failures', 'divergences', 'attempts', 'lost'] as const;
export type Counted = (typeof COUNTED)[number];

/** Something that holds, or does not, after an event. */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | { readonly kind: 'sectionIs'; readonly section: number; readonly word: SectionWord }
  | { readonly kind: 'mapHas'; readonly section: number; readonly subsection: number }
  | { readonly kind: 'mapIs'; readonly section: number; readonly comparison: '=' | '!='; readonly map: bigint }
  | { readonly kind: 'populated'; readonly section: number; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'blockIs'; readonly block: number; readonly word: BlockWord }
  | { readonly kind: 'zone'; readonly block: number; readonly comparison: '=' | '!='; readonly zone: string }
  | { readonly kind: 'node'; readonly subject: Subject; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'sections'; readonly word: SectionWord; readonly comparison: Comparison; readonly value: number }
  | {
      readonly kind: 'blocks';
      readonly of: { readonly word: BlockWord } | { readonly zone: string };
      readonly comparison: Comparison;
      readonly value: number;
    }
  | { readonly kind: 'count'; readonly of: Counted; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'errno'; readonly comparison: '=' | '!='; readonly errno: string | null }
  | { readonly kind: 'crashed' };

/** The language in a few lines, for help and for errors. */
export const PREDICATE_HELP: readonly { readonly example: string; readonly holds: string }[] = [
  { example: 'section:10 is online', holds: `also: ${SECTION_WORDS.filter((word) => word !== 'online').join(', ')}` },
  { example: 'section:10 map has 5', holds: 'sub-section 5 is populated; map = 0xff compares the whole map' },
  { example: 'section:10 populated < 64', holds: 'how many sub-sections are populated' },
  { example: 'block:32 is goingOffline', holds: `also: ${BLOCK_WORDS.slice(0, -1).join(', ')}` },
  {
    example: 'section:14 is partially populated',
    holds: 'states may be written as prose has them, or as sysfs: going-offline',
  },
  { example: 'sections orphan > 0', holds: 'present, and nobody’s: the range that added them failed further on' },
  { example: 'block:32 zone = Movable', holds: 'zone by name, or none; also node = 0' },
  { example: 'sections online > 12', holds: 'sections of a state; without a state those present' },
  { example: 'blocks in Movable >= 2', holds: 'blocks of a zone; blocks offline = 0: of a state' },
  { example: 'refusals > 0', holds: 'so far; also failures, divergences, lost; attempts: operations under way' },
  { example: 'errno = EBUSY', holds: 'error of the last operation that was refused or failed, or none' },
  { example: 'crashed', holds: 'the kernel stopped' },
  { example: 'not block:32 is online and (lost = 0 or refusals > 3)', holds: 'not binds before and, and before or' },
];
