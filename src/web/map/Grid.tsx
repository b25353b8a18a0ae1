import { useLayoutEffect, useRef } from 'preact/hooks';
import { selectedSections, subsection } from '../log/instant.ts';
import { select } from '../log/navigation.ts';
import { Surface, useSize } from '../shell/surface.tsx';
import { palette } from '../shell/theme.ts';
import { tileStamps } from './blit.ts';
import { bandOf, bitAt, type Hit, hitAt, rectOf, sectionsOfTile, tileIndex } from './layout.ts';
import {
  cellWords,
  currentSection,
  grid,
  layout,
  mapSize,
  mapTop,
  recordOverlay,
  scene,
  showsBits,
  zoomMap,
} from './map-view.ts';
import { type PaintTiles, paintMap } from './paint.ts';
import { isPlain } from './tiles.ts';
import { type Direction, walk, walkBits } from './walk.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** Room that is left above and below a section that is scrolled to. */
const MARGIN = 30;

/** Scrolls a box so far that a section's tile is in it. */
function reveal(box: HTMLElement, section: number): void {
  const band = bandOf(layout.value, section);
  if (!band) return;
  const { y, height } = rectOf(layout.value, band, tileIndex(layout.value, band, section));
  if (y < box.scrollTop + MARGIN) box.scrollTop = y - MARGIN;
  else if (y + height + MARGIN > box.scrollTop + box.clientHeight)
    box.scrollTop = y + height + MARGIN - box.clientHeight;
}

function moveCell(direction: Direction, box: HTMLElement): void {
  const [current, bit] = [currentSection.value, subsection.value];
  if (bit !== null && showsBits.value) {
    const { subsectionsPerSection } = scene.value?.profile.geometry ?? { subsectionsPerSection: 64 };
    select({ kind: 'section', number: current }, walkBits(grid.value, subsectionsPerSection, bit, direction));
    return;
  }
  const to = selectedSections.value ? walk(layout.value, current, direction) : current;
  select({ kind: 'section', number: to });
  reveal(box, to);
}

/** Into what the cell is on: nearer, and from a section that shows its sub-sections to the first of them. */
function goInto(): void {
  const section = { kind: 'section', number: currentSection.value } as const;
  if (!showsBits.value) {
    zoomMap('nearer');
    select(section);
  } else select(section, subsection.value === null ? 0 : null);
}

/** The record's map: one stop of the Tab key, in which arrows move a cell that a line of text tells. */
export function Grid() {
  const { ref } = useSize<HTMLDivElement>(mapSize);
  const scroller = useRef<HTMLDivElement>(null);
  const stamps = useRef<PaintTiles | null>(null);
  const chosen = selectedSections.value;
  const current = currentSection.value;
  const { level } = layout.value;
  // Nearer or farther, what is looked at stays in view.
  useLayoutEffect(() => {
    if (scroller.current && selectedSections.peek()) reveal(scroller.current, currentSection.peek());
  }, [level]);

  const hitOf = ({ clientX, clientY }: MouseEvent): Hit | undefined => {
    const box = scroller.current?.getBoundingClientRect();
    return box && hitAt(layout.value, clientX - box.left, clientY - box.top + mapTop.value);
  };
  const point = (click: MouseEvent): void => {
    const hit = hitOf(click);
    if (!hit) {
      select(null);
      return;
    }
    const { first } = sectionsOfTile(layout.value, hit.band, hit.index);
    select({ kind: 'section', number: first }, showsBits.value ? bitAt(layout.value, grid.value, hit) : null);
  };
  const keys = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.shiftKey) return;
    const direction = DIRECTIONS[key.key];
    if (direction && scroller.current) moveCell(direction, scroller.current);
    else if (key.key === 'Enter') goInto();
    else if (key.key === 'Escape' && subsection.value !== null) select({ kind: 'section', number: current });
    else return;
    key.preventDefault();
    key.stopPropagation();
  };
  /** With Ctrl, as a pinch on a touchpad says it too, the wheel goes nearer and farther around what is under it. */
  const wheel = (turn: WheelEvent): void => {
    if (!turn.ctrlKey || turn.deltaY === 0) return;
    turn.preventDefault();
    const hit = hitOf(turn);
    const section = hit && sectionsOfTile(layout.value, hit.band, hit.index).first;
    zoomMap(turn.deltaY < 0 ? 'nearer' : 'farther');
    const box = scroller.current;
    if (section !== undefined && box) requestAnimationFrame(() => reveal(box, section));
  };

  return (
    <div ref={ref} class="map-view">
      <div
        ref={scroller}
        class="map-scroll"
        role="grid"
        tabIndex={0}
        aria-label="Map of physical memory. Arrow keys move, Enter goes nearer and into a section, plus and minus change how near it is"
        aria-activedescendant={chosen ? 'map-cell' : undefined}
        aria-rowcount={-1}
        onKeyDown={keys}
        onScroll={({ currentTarget }) => {
          mapTop.value = currentTarget.scrollTop;
        }}
        onClick={point}
        onDblClick={() => {
          if (chosen) zoomMap('nearer');
        }}
        onWheel={wheel}
      >
        <div class="map-spacer" style={{ height: `${layout.value.height}px` }} />
        <div class="unseen" role="row">
          <div id="map-cell" role="gridcell" aria-selected={chosen !== null}>
            {cellWords.value}
          </div>
        </div>
      </div>
      <Surface
        size={mapSize}
        paint={(pen, { height }) => {
          const [now, overlay] = [scene.value, recordOverlay()];
          if (!now || !overlay) return;
          stamps.current ??= tileStamps(pen);
          const view = { top: mapTop.value, height, grid: grid.value };
          const tiles = isPlain(layout.value) ? stamps.current : undefined;
          paintMap(pen, layout.value, now, overlay, view, palette.value, tiles);
        }}
      />
    </div>
  );
}
