import { useComputed, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { BesideWords } from '../beside/BesidePane.tsx';
import { beside, besideState, differing, mapOfBoth } from '../beside/beside.ts';
import { here, memory, selectedSections, subsection } from '../log/instant.ts';
import { select } from '../log/moves.ts';
import { map, opened } from '../log/opened.ts';
import { Surface, useSize } from '../shell/surface.tsx';
import { palette } from '../shell/theme.ts';
import { cellText } from './cell-text.ts';
import { isHidden } from './hidden.ts';
import { Legend } from './Legend.tsx';
import {
  bandOf,
  bitAt,
  gridOf,
  hitAt,
  type Layout,
  LEVELS,
  layoutOf,
  levelThatFits,
  rectOf,
  sectionsOfTile,
  tileIndex,
} from './layout.ts';
import { MapTable } from './MapTable.tsx';
import { paintMap } from './paint.ts';
import { asTable, changed, levelAsked } from './sight.ts';
import { type Direction, walk, walkBits } from './walk.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

const LEVEL_NAMES: Readonly<Record<(typeof LEVELS)[number], string>> = {
  machine: 'machine',
  blocks: 'blocks',
  sections: 'sections',
  bits: 'sub-sections',
  close: 'close',
};

export function PhysicalMap() {
  const { ref, size } = useSize<HTMLDivElement>();
  const top = useSignal(0);
  const grid = useComputed(() => gridOf(opened.value?.timeline.initial.profile.geometry.subsectionsPerSection ?? 64));
  const layout = useComputed<Layout>(() => {
    const around = {
      sectionsPerBlock: opened.value?.timeline.initial.blocks.sectionsPerBlock ?? 1,
      grid: grid.value,
      ...size.value,
    };
    const all = mapOfBoth.value;
    return layoutOf(all, levelAsked.value ?? levelThatFits(all, around), around);
  });
  const shownLevel = layout.value.level;

  return (
    <section class="map" aria-label="Physical memory">
      <div class="bar">
        <h2>Physical memory</h2>
        <div class="levels" role="group" aria-label="How near">
          {LEVELS.map((level) => (
            <button
              key={level}
              type="button"
              aria-pressed={shownLevel === level}
              onClick={() => {
                levelAsked.value = level;
              }}
            >
              {LEVEL_NAMES[level]}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="quiet"
          aria-pressed={asTable.value}
          onClick={() => {
            asTable.value = !asTable.value;
          }}
        >
          table
        </button>
      </div>
      {asTable.value ? (
        <MapTable />
      ) : (
        <div class="pair">
          <div class="map-pane">
            <Grid place={ref} size={size} top={top} layout={layout} grid={grid} />
          </div>
          {beside.value && (
            <div class="map-pane">
              <OtherMap top={top} layout={layout} grid={grid} />
            </div>
          )}
        </div>
      )}
      <BesideWords />
      <Legend />
    </section>
  );
}

/** The memory beside the record's, laid out alike; in words it is the Diff of the panel. */
function OtherMap({ top, layout, grid }: Pick<GridProps, 'top' | 'layout' | 'grid'>) {
  const { ref, size } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} class="map-view">
      <Surface
        size={size}
        paint={(pen, { height }) => {
          const now = besideState.value;
          if (!now) return;
          const overlay = {
            changed: new Set<number>(),
            differing: differing.value,
            selected: selectedSections.value,
            bit: subsection.value,
            refused: () => false,
            hidden: isHidden(now),
          };
          paintMap(pen, layout.value, now, overlay, { top: top.value, height, grid: grid.value }, palette.value);
        }}
      />
    </div>
  );
}

interface GridProps {
  readonly place: ReturnType<typeof useSize<HTMLDivElement>>['ref'];
  readonly size: ReturnType<typeof useSize<HTMLDivElement>>['size'];
  readonly top: { value: number };
  readonly layout: { readonly value: Layout };
  readonly grid: { readonly value: { readonly columns: number; readonly rows: number } };
}

function Grid({ place, size, top, layout, grid }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const state = memory.value;
  const chosen = selectedSections.value;
  const current = chosen?.first ?? map.value[0]?.first ?? 0;
  const showsBits = layout.value.level === 'bits' || layout.value.level === 'close';

  const reveal = (section: number): void => {
    const band = bandOf(layout.value, section);
    const box = scroller.current;
    if (!band || !box) return;
    const { y, height } = rectOf(layout.value, band, tileIndex(layout.value, band, section));
    if (y < box.scrollTop + 30) box.scrollTop = y - 30;
    else if (y + height + 20 > box.scrollTop + box.clientHeight) box.scrollTop = y + height + 20 - box.clientHeight;
  };
  const point = (click: MouseEvent): void => {
    const box = scroller.current?.getBoundingClientRect();
    if (!box) return;
    const hit = hitAt(layout.value, click.clientX - box.left, click.clientY - box.top + top.value);
    if (!hit) {
      select(null);
      return;
    }
    const { first } = sectionsOfTile(layout.value, hit.band, hit.index);
    select({ kind: 'section', number: first }, showsBits ? bitAt(layout.value, grid.value, hit) : null);
  };
  const keys = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.shiftKey) return;
    const direction = DIRECTIONS[key.key];
    const bit = subsection.value;
    if (direction) {
      if (bit !== null && showsBits) {
        const { subsectionsPerSection } = state?.profile.geometry ?? { subsectionsPerSection: 64 };
        select({ kind: 'section', number: current }, walkBits(grid.value, subsectionsPerSection, bit, direction));
      } else {
        const to = chosen ? walk(layout.value, current, direction) : current;
        select({ kind: 'section', number: to });
        reveal(to);
      }
    } else if (key.key === 'Enter' && showsBits) select({ kind: 'section', number: current }, bit === null ? 0 : null);
    else if (key.key === 'Escape' && bit !== null) select({ kind: 'section', number: current });
    else if (key.key === '+' || key.key === '-') {
      const index = LEVELS.indexOf(layout.value.level) + (key.key === '+' ? 1 : -1);
      levelAsked.value = LEVELS[Math.max(0, Math.min(LEVELS.length - 1, index))] ?? null;
    } else return;
    key.preventDefault();
    key.stopPropagation();
  };

  const { touched } = opened.value ?? {};
  const refused = (section: number): boolean => touched?.refusedAt(section, here.value) ?? false;
  const text = state
    ? chosen
      ? cellText(state, current, subsection.value, refused(current))
      : 'Nothing selected: click a section, or use the arrow keys here.'
    : '';
  return (
    <>
      <div ref={place} class="map-view">
        <div
          ref={scroller}
          class="map-scroll"
          role="grid"
          tabIndex={0}
          aria-label="Map of physical memory. Arrow keys move, Enter goes into a section, plus and minus change how near it is"
          aria-activedescendant={chosen ? 'map-cell' : undefined}
          aria-rowcount={-1}
          onKeyDown={keys}
          onScroll={({ currentTarget }) => {
            top.value = currentTarget.scrollTop;
          }}
          onClick={point}
        >
          <div class="map-spacer" style={{ height: `${layout.value.height}px` }} />
          <div class="unseen" role="row">
            <div id="map-cell" role="gridcell" aria-selected={chosen !== null}>
              {text}
            </div>
          </div>
        </div>
        <Surface
          size={size}
          paint={(pen, { height }) => {
            const now = memory.value;
            if (!now) return;
            const log = opened.value;
            const overlay = {
              changed: changed.value,
              differing: differing.value,
              selected: selectedSections.value,
              bit: subsection.value,
              refused: (section: number) => log?.touched.refusedAt(section, here.value) ?? false,
              hidden: isHidden(now),
            };
            paintMap(pen, layout.value, now, overlay, { top: top.value, height, grid: grid.value }, palette.value);
          }}
        />
      </div>
      <p class="cell-line" aria-hidden="true">
        {text}
      </p>
    </>
  );
}
