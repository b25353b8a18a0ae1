import { sysfsWord } from '../../../machines/memory-block.ts';
import { isEarly, isPresent } from '../../../machines/section-facts.ts';
import type { BlockEntry, MemoryState, SectionEntry, SectionRoot } from '../../memory/state.ts';
import type { BlockWord, SectionWord } from './predicate.ts';

/** Whether a section is in a state that a predicate names. */
export function sectionIs({ facts, ownership }: SectionEntry, word: SectionWord): boolean {
  switch (word) {
    case 'present':
      return isPresent(facts);
    case 'removed':
    case 'offline':
    case 'partiallyPopulated':
    case 'online':
      return facts.lifecycle === word;
    case 'early':
      return isPresent(facts) && isEarly(facts);
    case 'device':
      return isPresent(facts) && facts.device !== 'none';
    case 'tainted':
      return isPresent(facts) && facts.device === 'tainted';
    case 'orphan':
      return isPresent(facts) && ownership === 'orphan';
  }
}

/** Whether a block, or its absence, is in a state that a predicate names. */
export function blockIs(entry: BlockEntry | undefined, word: BlockWord): boolean {
  switch (word) {
    case 'present':
      return entry !== undefined;
    case 'removed':
      return entry === undefined;
    case 'offline':
      return entry !== undefined && sysfsWord(entry.state) === 'offline';
    default:
      return entry?.state === word;
  }
}

const BY_ROOT = new WeakMap<SectionRoot, Map<SectionWord, number>>();

/** Sections of one root; a root that did not change since it was counted is not counted anew. */
function countInRoot(root: SectionRoot, word: SectionWord): number {
  const counts = BY_ROOT.get(root) ?? new Map<SectionWord, number>();
  BY_ROOT.set(root, counts);
  const known = counts.get(word);
  if (known !== undefined) return known;
  const count = Object.values(root).filter((entry) => sectionIs(entry, word)).length;
  counts.set(word, count);
  return count;
}

/** How many sections of the table are in a state. */
export const countSections = ({ roots }: MemoryState, word: SectionWord): number =>
  Object.values(roots).reduce((sum, root) => sum + countInRoot(root, word), 0);

/** How many blocks are in a state, or in a zone. */
export const countBlocks = (
  { memoryBlocks }: MemoryState,
  of: { readonly word: BlockWord } | { readonly zone: string },
): number =>
  Object.values(memoryBlocks).filter((entry) => ('zone' in of ? entry.zone === of.zone : blockIs(entry, of.word)))
    .length;
