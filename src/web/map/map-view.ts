import { computed, signal } from '@preact/signals';
import { comparedPlayhead, comparedState, comparison, differing, mapOfBoth } from '../compare/comparison.ts';
import { eventAtPlayhead, playhead, selectedSections, subsection } from '../log/instant.ts';
import { arrived, map, openLog } from '../log/open-log.ts';
import type { Size } from '../shell/surface.tsx';
import { cellText } from './cell-text.ts';
import { subjectsChangedBy } from './changed-sections.ts';
import { isHidden } from './filtered-sections.ts';
import { gridOf, type Layout, LEVELS, type Level, layoutOf, levelThatFits } from './layout.ts';
import type { Overlay } from './overlay.ts';
import { type Scene, sceneOfState, scenesOf } from './scene.ts';
import { levelAsked } from './view-options.ts';

/** Room that the record's map has on the page, and how far it is scrolled down. CSS pixels. */
export const mapSize = signal<Size>({ width: 0, height: 0 });
export const mapTop = signal(0);

/** Columns and rows of a section's sub-sections. */
export const grid = computed(() =>
  gridOf(openLog.value?.timeline.initial.profile.geometry.subsectionsPerSection ?? 64),
);

/** The map as it is laid out now; what stands beside the record is laid out alike. */
export const layout = computed<Layout>(() => {
  const around = {
    sectionsPerBlock: openLog.value?.timeline.initial.blocks.sectionsPerBlock ?? 1,
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

const scenes = computed(() => {
  const machine = openLog.value?.timeline.initial;
  return machine ? scenesOf(machine) : null;
});

/** Memory under the playhead, as the record's map looks at it. */
export const scene = computed<Scene | null>(() => {
  const [log, sceneOf] = [openLog.value, scenes.value];
  return log && sceneOf && arrived.value > 0 ? sceneOf(log.timeline.pictureAt(playhead.value)) : null;
});

const scenesOfSecondRecord = computed(() => {
  const other = comparison.value;
  return other?.kind === 'record' ? scenesOf(other.record.timeline.initial) : null;
});

/** The memory that stands beside it; null where none does. A second record follows the playhead as the first does. */
export const comparedScene = computed<Scene | null>(() => {
  const [other, sceneOf] = [comparison.value, scenesOfSecondRecord.value];
  if (!other) return null;
  if (other.kind === 'record' && sceneOf) return sceneOf(other.record.timeline.pictureAt(comparedPlayhead.value));
  const state = comparedState.value;
  return state ? sceneOfState(state) : null;
});

const refused = computed(() => openLog.value?.refused.standingAt(playhead.value) ?? []);

/** Sections that the event under the playhead names. */
const changedAtPlayhead = computed<ReadonlySet<number>>(() => {
  const [log, event] = [openLog.value, eventAtPlayhead.value];
  return log && event ? subjectsChangedBy(log.timeline.initial, event) : new Set();
});

/** Whether the last attempt on a section was refused or failed. */
const isRefused = (section: number): boolean =>
  refused.value.some(({ first, last }) => first <= section && section <= last);

/** The map's cell in a line of text. */
export const cellWords = computed(() => {
  const seen = scene.value;
  if (!seen || layout.value.bands.length === 0) return '';
  if (!selectedSections.value) return 'Nothing selected: click a section, or use the arrow keys on the map.';
  const section = currentSection.value;
  return cellText(seen, section, subsection.value, isRefused(section));
});

/** What lies over the record's map at this instant; null where there is no memory yet. */
export function recordOverlay(): Overlay | null {
  if (!scene.value) return null;
  return {
    changed: changedAtPlayhead.value,
    differing: differing.value,
    selected: selectedSections.value,
    bit: subsection.value,
    refused: refused.value,
    hidden: isHidden(scene.value),
  };
}

/** What lies over the map that stands beside it; a second record has events and refusals of its own. */
export function comparedOverlay(): Overlay | null {
  const [other, seen] = [comparison.value, comparedScene.value];
  if (!other || !seen) return null;
  const record = other.kind === 'record' ? other.record : null;
  const event = record?.timeline.log.at(comparedPlayhead.value);
  return {
    changed: event ? subjectsChangedBy(seen, event) : new Set(),
    differing: differing.value,
    selected: selectedSections.value,
    bit: subsection.value,
    refused: record?.refused.standingAt(comparedPlayhead.value) ?? [],
    hidden: isHidden(seen),
  };
}
