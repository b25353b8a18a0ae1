import type { OperationName } from '../../../events/catalogue.ts';
import type { EventOf } from '../../../events/event.ts';
import { addressable, type ByteSpan, blockAligned, fitsAddressSpace } from '../../../machines/guards/checks.ts';
import type { Side } from '../../../machines/guards/guards.ts';
import { guardsOf } from '../../../machines/guards/index.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { partsOf, type SectionPart } from '../../../machines/kernel/ranges.ts';
import { blockNr } from '../../../machines/kernel/units.ts';
import { pagesOf } from '../../../machines/operations/pages.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { askBoth, type BothAnswers } from './answer.ts';
import { askAboutBlock } from './block.ts';

/** Whether an operation adds or removes pages; null for one that does neither. */
export const SIDES: Readonly<Record<OperationName, Side | null>> = {
  add_memory: 'add',
  arch_add_memory: 'add',
  memremap_pages: 'add',
  remove_memory: 'remove',
  arch_remove_memory: 'remove',
  offline_and_remove_memory: 'remove',
  memunmap_pages: 'remove',
  online: null,
  offline: null,
};

const IN_BLOCKS: ReadonlySet<OperationName> = new Set(['add_memory', 'remove_memory', 'offline_and_remove_memory']);

/** A number out of an operation's arguments; null for what is none: a record may say anything. */
export const numberIn = (text: string | undefined): bigint | null =>
  text !== undefined && /^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) ? BigInt(text) : null;

/** The memory model's guard about one section of the range. */
const askPiece = (under: Profile, state: MemoryState, { section, subsections }: SectionPart, side: Side) => {
  const rules = guardsOf(under.memoryModel);
  const { facts } = sectionEntry(state, section);
  return side === 'add'
    ? rules.mayFill(under, facts, { subsections, altmap: false })
    : rules.mayClear(under, facts, subsections);
};

/** About the sections of the range: the first on which a memory model says no, else the first one. */
function askAboutPieces(state: MemoryState, span: ByteSpan, side: Side): readonly BothAnswers[] {
  const { profile } = state;
  let shown: BothAnswers | null = null;
  for (const piece of partsOf(profile.geometry, pagesOf(profile, span))) {
    const answer = askBoth(
      profile,
      side === 'add' ? 'mayFill' : 'mayClear',
      `${side} its part of section ${piece.section}`,
      (under) => askPiece(under, state, piece, side),
    );
    shown ??= answer;
    if (!answer.vmemmap.ok || !answer.classic.ok) return [answer];
  }
  return shown ? [shown] : [];
}

/**
 * What both memory models answer to an operation, asked in memory as it was before it. Nothing where its arguments name no
 * range and no block.
 */
export function askAboutOperation(before: MemoryState, started: EventOf<'operation.started'>): readonly BothAnswers[] {
  const { name, args } = started.data;
  const { profile } = before;
  const block = numberIn(args['block']);
  const side = SIDES[name];
  if (side === null) {
    const guard = name === 'online' ? 'mayGoOnline' : 'mayGoOffline';
    return block === null || block > Number.MAX_SAFE_INTEGER
      ? []
      : askAboutBlock(before, blockNr(Number(block))).filter((answer) => answer.guard === guard);
  }
  const [start, size] = [numberIn(args['start']), numberIn(args['size'])];
  if (start === null || size === null) return [];
  const span = { start, size };
  const { blockBytes } = before.blocks;
  const device =
    name === 'memremap_pages'
      ? [
          askBoth(profile, 'mayMapDevice', 'map a device (ZONE_DEVICE)', (under) =>
            guardsOf(under.memoryModel).mayMapDevice(under),
          ),
        ]
      : [];
  const inBlocks = IN_BLOCKS.has(name)
    ? [
        askBoth(profile, 'blockAligned', 'is the range whole memory blocks?', (under) =>
          blockAligned(under, span, blockBytes),
        ),
      ]
    : [];
  const reach = askBoth(profile, 'addressable', 'is the range within the addresses?', (under) =>
    addressable(under, span),
  );
  if (size === 0n || !fitsAddressSpace(profile, span)) return [...device, ...inBlocks, reach];
  const aligned = askBoth(profile, 'spanAligned', `${side} the range: is it aligned?`, (under) =>
    guardsOf(under.memoryModel).spanAligned(under, pagesOf(profile, span), side),
  );
  return [...device, ...inBlocks, reach, aligned, ...askAboutPieces(before, span, side)];
}
