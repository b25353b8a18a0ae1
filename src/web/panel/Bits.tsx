import type { MemoryState, SectionEntry } from '../../memory/state.ts';
import { subsection } from '../log/instant.ts';
import { type Appearance, appearanceOfBit } from '../map/appearance.ts';
import { gridOf } from '../map/layout.ts';

interface BitsProps {
  readonly state: MemoryState;
  readonly entry: SectionEntry;
  readonly look: Appearance;
}

/** The sub-sections of one section, numbered, each 2 MiB. */
export function Bits({ state, entry, look }: BitsProps) {
  const { subsectionsPerSection } = state.profile.geometry;
  const { columns } = gridOf(subsectionsPerSection);
  if (entry.facts.map === null) return <p class="quiet-text">This memory model keeps no sub-section map.</p>;
  const bits = Array.from({ length: subsectionsPerSection }, (_, bit) => ({
    bit,
    look: appearanceOfBit(entry, look, bit),
  }));
  const set = bits.filter((one) => one.look !== 'unpopulated').length;
  return (
    <figure class="bits">
      <div class="bit-grid" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }} aria-hidden="true">
        {bits.map((one) => (
          <button
            key={one.bit}
            type="button"
            tabIndex={-1}
            class={`bit look-${one.look} ${subsection.value === one.bit ? 'chosen' : ''}`}
            onClick={() => {
              subsection.value = one.bit;
            }}
          >
            {columns <= 8 ? one.bit : ''}
          </button>
        ))}
      </div>
      <figcaption>
        {set} of {subsectionsPerSection} sub-sections of 2 MiB are populated
      </figcaption>
    </figure>
  );
}
