import { computed, signal } from '@preact/signals';
import { beside, besideState, differing, mapOfBoth } from '../beside/beside.ts';
import { here, memory, selectedSections, subsection } from '../log/instant.ts';
import { map, opened } from '../log/opened.ts';
import type { Size } from '../shell/surface.tsx';
import { isHidden } from './hidden.ts';
import { gridOf, type Layout, LEVELS, type Level, layoutOf, levelThatFits } from './layout.ts';
import type { Overlay } from './paint.ts';
import { changed, levelAsked } from './sight.ts';

/** Room that the record's map has on the page, and how far it is scrolled down. CSS pixels. */
export const mapSize = signal<Size>({ width: 0, height: 0 });
export const mapTop = signal(0);

/** Columns and rows of a section's sub-sections. */
export const grid = computed(() => gridOf(opened.value?.timeline.initial.profile.geometry.subsectionsPerSection ?? 64));

/** The map as it is laid out now; what stands beside the record is laid out alike. */
export const layout = computed<Layout>(() => {
  const around = {
    sectionsPerBlock: opened.value?.timeline.initial.blocks.sectionsPerBlock ?? 1,
    grid: grid.value,
    ...mapSize.value,
  };
  const all = mapOfBoth.value;
  return layoutOf(all, levelAsked.value ?? levelThatFits(all, around), around);
});

/** The section that arrows start from: the first selected one, or where nothing is selected the map's first. */
export const currentSection = computed(() => selectedSections.value?.first ?? map.value[0]?.first ?? 0);

/** Whether the map is so near that sub-sections can be told apart. */
export const showsBits = computed(() => layout.value.level === 'bits' || layout.value.level === 'close');

/** One level nearer or farther than what is shown. @returns the level that is shown then. */
export function zoomMap(way: 'nearer' | 'farther'): Level {
  const index = LEVELS.indexOf(layout.value.level) + (way === 'nearer' ? 1 : -1);
  const level = LEVELS[Math.max(0, Math.min(LEVELS.length - 1, index))] ?? layout.value.level;
  levelAsked.value = level;
  return level;
}

/** What lies over the record's map at this instant; null where there is no memory yet. */
export function recordOverlay(): Overlay | null {
  const [state, log] = [memory.value, opened.value];
  if (!state) return null;
  return {
    changed: changed.value,
    differing: differing.value,
    selected: selectedSections.value,
    bit: subsection.value,
    refused: (section) => log?.touched.refusedAt(section, here.value) ?? false,
    hidden: isHidden(state),
  };
}

/** What lies over the map that stands beside it. */
export function besideOverlay(): Overlay | null {
  const state = beside.value && besideState.value;
  if (!state) return null;
  return {
    changed: new Set(),
    differing: differing.value,
    selected: selectedSections.value,
    bit: subsection.value,
    refused: () => false,
    hidden: isHidden(state),
  };
}
