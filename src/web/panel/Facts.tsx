import { hex } from '../../../machines/kernel/units.ts';
import { flagsOf } from '../../../machines/section-facts.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import { sizeInWords } from '../../actions/text/table.ts';
import { memmapOfSection } from '../../memory/memmap.ts';
import type { MemoryState } from '../../memory/state.ts';
import { memory, type Selection, selection } from '../log/instant.ts';
import { select } from '../log/navigation.ts';
import { lettersOf } from '../map/appearance.ts';
import { sceneSection, zoneOf } from '../map/scene.ts';
import { rangeOf } from '../shell/words.ts';
import { Bits } from './Bits.tsx';
import { EventFacts } from './EventFacts.tsx';
import { Fact } from './Fact.tsx';

const ORIGINS = {
  none: 'never added, or removed with its usage map',
  boot: 'there since boot (early)',
  hotplug: 'hot-added',
  bootUsageKept: 'removed; its boot usage map was kept',
  hotplugOnBootUsage: 'added again over the boot usage map: no longer early',
} as const;

function SectionFacts({ state, nr }: { readonly state: MemoryState; readonly nr: number }) {
  const seen = sceneSection(state, nr);
  const { facts, earlyAssumed, ownership, nid } = seen.entry;
  const { geometry } = state.profile;
  const flags = flagsOf(state.profile, facts);
  const memmap = memmapOfSection(geometry, facts);
  const block = Math.floor(nr / state.blocks.sectionsPerBlock);
  return (
    <>
      <Bits state={state} entry={seen.entry} look={seen.look} />
      <dl class="facts">
        <Fact name="flags">{flags.length === 0 ? '–' : `${lettersOf(flags)}  ${flags.join(' ')}`}</Fact>
        <Fact name="origin">
          {ORIGINS[facts.origin]}
          {earlyAssumed ? ' (assumed: the source does not tell)' : ''}
          {ownership === 'orphan' ? '; an orphan: no block owns it' : ''}
        </Fact>
        <Fact name="map">{facts.map === null ? 'none kept' : hex(facts.map)}</Fact>
        {facts.deviceMap !== 0n && <Fact name="ZONE_DEVICE">{hex(facts.deviceMap)}</Fact>}
        <Fact name="memmap">
          {facts.memmap.backing === 'none'
            ? '–'
            : `${sizeInWords(memmap.bytes)} of struct pages in ${sizeInWords(memmap.backingBytes)} (${facts.memmap.backing})`}
          {facts.leakedBytes > 0 ? `, ${sizeInWords(facts.leakedBytes)} leaked` : ''}
        </Fact>
        <Fact name="node">{nid === null ? 'not known' : nid}</Fact>
        <Fact name="zone">{zoneOf(seen) ?? 'not known, or none'}</Fact>
        <Fact name="block">
          {seen.block ? (
            <button type="button" class="link" onClick={() => select({ kind: 'block', number: block })}>
              memory{block}, {stateInWords(seen.block.state)}
            </button>
          ) : (
            `memory${block}, removed`
          )}
        </Fact>
      </dl>
    </>
  );
}

function BlockFacts({ state, block }: { readonly state: MemoryState; readonly block: number }) {
  const entry = state.memoryBlocks[block];
  const { sectionsPerBlock } = state.blocks;
  return (
    <dl class="facts">
      <Fact name="state">{stateInWords(entry?.state ?? 'removed')}</Fact>
      {entry && <Fact name="zone">{entry.zone ?? (entry.oneZone === false ? 'several' : 'not known, or none')}</Fact>}
      {entry && <Fact name="node">{entry.nid === null ? 'not known' : entry.nid}</Fact>}
      {entry?.ownMemmap && <Fact name="memmap">in its own first pages</Fact>}
      <Fact name="sections">
        {Array.from({ length: Math.min(sectionsPerBlock, 64) }, (_, index) => block * sectionsPerBlock + index).map(
          (nr) => (
            <button key={nr} type="button" class="link" onClick={() => select({ kind: 'section', number: nr })}>
              {nr}
            </button>
          ),
        )}
        {sectionsPerBlock > 64 ? ' …' : ''}
      </Fact>
    </dl>
  );
}

/** What is selected, in a heading: name, state, addresses. */
export function Subject({ state, chosen }: { readonly state: MemoryState; readonly chosen: Selection }) {
  const { geometry } = state.profile;
  const isSection = chosen.kind === 'section';
  const size = isSection ? geometry.sectionBytes : state.blocks.blockBytes;
  const start = chosen.number * size;
  const word = isSection
    ? sceneSection(state, chosen.number).entry.facts.lifecycle
    : (state.memoryBlocks[chosen.number]?.state ?? 'removed');
  return (
    <div class="subject">
      <h2>
        {isSection ? 'Section' : 'Memory block'} {chosen.number} <span>· {stateInWords(word)}</span>
      </h2>
      <p>
        {rangeOf(start, size)}
        <span>
          pfn {hex(start / geometry.pageBytes)} + {hex(size / geometry.pageBytes)}
        </span>
      </p>
    </div>
  );
}

export function Facts() {
  const state = memory.value;
  const chosen = selection.value;
  if (!state) return null;
  if (!chosen) return <EventFacts />;
  return chosen.kind === 'section' ? (
    <SectionFacts state={state} nr={chosen.number} />
  ) : (
    <BlockFacts state={state} block={chosen.number} />
  );
}
