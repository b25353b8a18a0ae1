import { comparison } from '../compare/comparison.ts';
import { comparisonName } from '../compare/labels.ts';
import { here, memory } from '../log/instant.ts';
import { openLog } from '../log/open-log.ts';
import { palette } from '../shell/theme.ts';
import { countOf, secondsOf, sourceName } from '../shell/words.ts';
import type { Figure, Pane } from './figure.ts';
import { comparedOverlay, comparedScene, grid, layout, mapSize, mapTop, recordOverlay, scene } from './map-view.ts';

/** A map that is taller than this is saved as far as it is in view. CSS pixels. */
const TALLEST = 6000;

/** What the map shows now, to be saved: all of it, or of a long one what is in view. */
export function currentFigure(): Figure | null {
  const [log, state, shown, overlay] = [openLog.value, memory.value, scene.value, recordOverlay()];
  if (!log || !state || !shown || !overlay) return null;
  const { profile } = state;
  const model = profile.memoryModel === 'vmemmap' ? 'VMEMMAP' : 'classic SPARSEMEM';
  const time = state.at.timeNs === null ? '' : ` · ${secondsOf(state.at.timeNs)} s`;
  const panes: Pane[] = [{ title: 'the record', scene: shown, overlay }];
  const [other, otherOverlay] = [comparedScene.value, comparedOverlay()];
  if (comparison.value && other && otherOverlay) {
    panes.push({ title: comparisonName(comparison.value), scene: other, overlay: otherOverlay });
  }
  const isWhole = layout.value.height <= TALLEST;
  return {
    caption: [
      sourceName(log.name),
      `${profile.release.text} ${profile.geometry.arch} · ${model} · event ${countOf(here.value)}${time}`,
    ],
    panes,
    layout: layout.value,
    view: {
      top: isWhole ? 0 : mapTop.value,
      height: isWhole ? layout.value.height : mapSize.value.height,
      grid: grid.value,
    },
    palette: palette.value,
  };
}
