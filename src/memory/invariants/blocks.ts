import { blockGeometry } from '../../../machines/kernel/block-size.ts';
import { firstSectionOf, pagesOfBlock, wholeMap } from '../../../machines/kernel/ranges.ts';
import { blockNr, sectionNr } from '../../../machines/kernel/units.ts';
import { isEarly, isPresent, type SectionFacts } from '../../../machines/section-facts.ts';
import { systemRamPages } from '../resources.ts';
import { sectionEntry } from '../sections.ts';
import type { BlockEntry, MemoryState } from '../state.ts';
import { BOTH, blockSubject, type Invariant, neverBroken, stateInvariant } from './invariant.ts';
import { sectionsCanHaveTwoOwners } from './maps.ts';

interface BlockView {
  readonly block: number;
  readonly entry: BlockEntry;
  readonly sections: readonly SectionFacts[];
}

function* everyBlock(state: MemoryState): Generator<BlockView> {
  for (const [number, entry] of Object.entries(state.memoryBlocks)) {
    const block = blockNr(Number(number));
    const first = firstSectionOf(state.blocks, block);
    const sections = Array.from(
      { length: state.blocks.sectionsPerBlock },
      (_, index) => sectionEntry(state, sectionNr(first + index)).facts,
    );
    yield { block, entry, sections };
  }
}

/** A section that ZONE_DEVICE alone uses belongs to no block, even inside one's span: it never goes online. */
const isOnlyDevice = (facts: SectionFacts): boolean => facts.deviceMap !== 0n && !isEarly(facts);

const isHotPlugged = ({ sections }: BlockView): boolean =>
  sections.some(isPresent) && !sections.some((facts) => isPresent(facts) && isEarly(facts));

/** Invariants 17 to 19 and 24: memory blocks over their sections and under their System RAM line. */
export const BLOCK_INVARIANTS: readonly Invariant[] = [
  stateInvariant(
    {
      number: 17,
      name: 'blockFollowsSections',
      statement: 'all present sections of an online block are online, none of an offline one; while going, all or none',
      memoryModels: BOTH,
      trustsCallers: true,
      knownBugIn: sectionsCanHaveTwoOwners,
    },
    function* (state) {
      for (const { block, entry, sections } of everyBlock(state)) {
        const own = sections.filter((facts) => isPresent(facts) && !isOnlyDevice(facts));
        const online = own.filter(({ lifecycle }) => lifecycle === 'online').length;
        const all = online === own.length;
        const right = {
          online: all,
          offline: online === 0,
          goingOnline: all || online === 0,
          goingOffline: all || online === 0,
        };
        const reason = `${entry.state}, and ${online} of its ${own.length} present sections are online`;
        if (!right[entry.state]) yield { subject: blockSubject(block), reason };
      }
    },
  ),
  stateInvariant(
    {
      number: 18,
      name: 'blockHasSections',
      statement: 'every block has a present section; all sections of a hot-plugged block are there and fully populated',
      memoryModels: BOTH,
      trustsCallers: true,
      knownBugIn: sectionsCanHaveTwoOwners,
    },
    function* (state) {
      const whole = wholeMap(state.profile.geometry);
      for (const view of everyBlock(state)) {
        const subject = blockSubject(view.block);
        if (!view.sections.some(isPresent)) yield { subject, reason: 'no section of it is present' };
        if (!isHotPlugged(view)) continue;
        const lacking = view.sections.filter(
          ({ map, memmap }) => (map ?? whole) !== whole || memmap.populated !== whole,
        );
        if (lacking.length > 0) yield { subject, reason: `${lacking.length} of its sections are not fully populated` };
      }
    },
  ),
  stateInvariant(
    {
      number: 19,
      name: 'blockIsSystemRam',
      statement: 'every page of a hot-plugged block lies in a System RAM line',
      memoryModels: BOTH,
      trustsCallers: true,
      knownBugIn: sectionsCanHaveTwoOwners,
    },
    function* (state) {
      if (!state.resourcesKnown) return;
      const { geometry } = state.profile;
      for (const view of everyBlock(state)) {
        if (!isHotPlugged(view)) continue;
        const { pfn, nrPages } = pagesOfBlock(geometry, state.blocks, blockNr(view.block));
        const ram = systemRamPages(state.resources, pfn, nrPages, geometry.pageBytes);
        const reason = `${nrPages - ram} of its ${nrPages} pages are no System RAM`;
        if (ram !== nrPages) yield { subject: blockSubject(view.block), reason };
      }
    },
  ),
  stateInvariant(
    {
      number: 24,
      name: 'blockSizeFits',
      statement: 'a memory block is a power of two of bytes and a whole number of sections, at least one',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* ({ profile, blocks }) {
      const answer = blockGeometry(profile.geometry, blocks.blockBytes);
      if (!answer.ok) yield { subject: 'memory', reason: answer.reason };
      else if (answer.blocks.sectionsPerBlock !== blocks.sectionsPerBlock) {
        const reason = `${blocks.sectionsPerBlock} sections a block, ${answer.blocks.sectionsPerBlock} by its size`;
        yield { subject: 'memory', reason };
      }
    },
  ),
];
