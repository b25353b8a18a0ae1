import type { ByteSpan } from '../guards/checks.ts';
import * as checks from '../guards/checks.ts';
import { guardsOf } from '../guards/index.ts';
import { ALLOWED, type Verdict } from '../guards/verdict.ts';
import { type BlockGeometry, blocksOf, sectionsOf } from '../kernel/ranges.ts';
import { type BlockNr, pfn } from '../kernel/units.ts';
import { blockTakes } from '../memory-block.ts';
import { isPresent } from '../section-facts.ts';
import { sectionTakes } from '../section-step.ts';
import type { Context } from './context.ts';
import type { Memory } from './memory.ts';
import { blockPages, pagesOf, partAt } from './pages.ts';

/** A rule of the kernel: asked of an operation, and of memory as it is then, it allows the next step or refuses it. */
export type Rule = (context: Context, memory: Memory) => Verdict;

const ofModel = ({ profile }: Memory) => guardsOf(profile.memoryModel);

/** Memory blocks of a range, in order. */
export const blocksIn = (blocks: BlockGeometry, { start, size }: ByteSpan): readonly BlockNr[] => [
  ...blocksOf(blocks, Number(start), Number(size)),
];

/** Those of them that have a device. */
export const blocksThere = (memory: Memory, span: ByteSpan): readonly BlockNr[] =>
  checks.fitsAddressSpace(memory.profile, span)
    ? blocksIn(memory.blocks, span).filter((block) => memory.block(block).state !== 'removed')
    : [];

/** Which ends of a range, first page or last, a dev_pagemap holds already. */
function claimedEnds(span: ByteSpan, memory: Memory): readonly string[] {
  if (!checks.fitsAddressSpace(memory.profile, span)) return [];
  const shift = BigInt(memory.profile.geometry.pageShift);
  const ends = { first: span.start >> shift, last: (span.start + span.size - 1n) >> shift };
  return Object.entries(ends).flatMap(([end, page]) => (memory.isClaimed(pfn(Number(page))) ? [end] : []));
}

/** The rules that operations' machines ask, by the name of the guard; each cites its kernel function where it is written. */
export const RULES = {
  driverName: ({ driverName }, { profile }) => checks.driverName(profile, driverName),
  addressable: ({ span }, { profile }) => checks.addressable(profile, span),
  underMemLimit: ({ span }, { profile, memLimit }) => checks.underMemLimit(profile, span, memLimit),
  resourceFree: ({ span }, memory) => checks.resourceFree(memory.profile, span, memory.resourceInTheWay(span)),
  blockAligned: ({ span }, { profile, blocks }) => checks.blockAligned(profile, span, blocks.blockBytes),
  // A group's number is no node.
  nodePossible: ({ nid, nidIsGroup }, { profile, possibleNodes }) =>
    checks.nodePossible(profile, nidIsGroup ? 0 : nid, possibleNodes),
  mayHoldOwnMemmap: ({ ownMemmap, span }, memory) =>
    ownMemmap
      ? ofModel(memory).mayHoldOwnMemmap(memory.profile, {
          parameter: memory.ownMemmapParameter ?? undefined,
          sizeBytes: Number(span.size),
          blockBytes: memory.blocks.blockBytes,
        })
      : ALLOWED,
  blocksFree: ({ part }, memory) => checks.blocksFree(memory.profile, blocksThere(memory, part)),

  addressableLate: ({ span }, { profile }) => checks.addressableLate(profile, span),
  spanAligned: ({ span, side }, memory) =>
    ofModel(memory).spanAligned(memory.profile, pagesOf(memory.profile, span), side),
  mayFill: (context, memory) => {
    const { section, subsections } = partAt(context);
    const event = { type: 'add', subsections, altmap: context.altmap } as const;
    return sectionTakes(memory.profile, memory.section(section), event);
  },
  mayClear: (context, memory) => {
    const { section, subsections } = partAt(context);
    return sectionTakes(memory.profile, memory.section(section), { type: 'remove', subsections });
  },

  blocksOffline: ({ span }, memory) =>
    checks.blocksOffline(
      memory.profile,
      span,
      blocksThere(memory, span).filter((block) => !blockTakes(memory.block(block).state, 'remove')),
    ),
  ownMemmapRemovable: ({ span }, memory) => {
    const there = blocksThere(memory, span);
    const own = there.filter((block) => memory.block(block).ownMemmap).length;
    const counts = { own, other: there.length - own };
    return checks.ownMemmapRemovable(memory.profile, span, memory.blocks.blockBytes, counts);
  },

  blockExists: ({ block }, memory) => checks.blockExists(block, memory.block(block).state !== 'removed'),
  blockState: ({ block, onlineKind }, memory) => {
    const { state } = memory.block(block);
    return checks.blockState(block, state, blockTakes(state, onlineKind === null ? 'goOffline' : 'goOnline'));
  },
  noPoison: ({ block }, memory) => checks.noPoison(memory.profile, memory.block(block).poisoned),
  ramInBlock: (context, memory) => checks.ramInBlock(memory.profile, memory.ramPages(blockPages(context))),
  allSectionsPresent: (context, memory) => {
    const sections = sectionsOf(memory.profile.geometry, blockPages(context));
    return checks.allSectionsPresent(
      memory.profile,
      [...sections].every((nr) => isPresent(memory.section(nr))),
    );
  },
  remembersZone: ({ block }, memory) => checks.remembersZone(memory.profile, memory.block(block).oneZone),
  allRam: (context, memory) => {
    const pages = blockPages(context);
    return checks.allRam(memory.profile, pages.nrPages, memory.ramPages(pages));
  },
  oneZone: ({ block }, memory) => checks.oneZone(memory.block(block).oneZone),

  mayMapDevice: (_context, memory) => ofModel(memory).mayMapDevice(memory.profile),
  noClaimAtEnds: ({ span }, memory) => checks.noClaimAtEnds(memory.profile, claimedEnds(span, memory)),
  disjointFromRam: ({ span }, memory) => checks.disjointFromRam(memory.profile, memory.touchesRam(span)),
  deviceAddressable: ({ span }, { profile }) => checks.deviceAddressable(profile, span),
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;
