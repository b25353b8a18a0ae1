import { BesideWords } from '../compare/ComparePane.tsx';
import { beside } from '../compare/compare.ts';
import { besideName } from '../compare/words.ts';
import { map } from '../log/opened.ts';
import { Grid } from './Grid.tsx';
import { Legend } from './Legend.tsx';
import { LEVELS, type Level } from './layout.ts';
import { MapTable } from './MapTable.tsx';
import { OtherMap } from './OtherMap.tsx';
import { cellWords, layout } from './shown.ts';
import { asTable, levelAsked } from './sight.ts';

const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  machine: 'machine',
  blocks: 'blocks',
  sections: 'sections',
  bits: 'sub-sections',
  close: 'close',
};

export function PhysicalMap() {
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
      {map.value.length === 0 ? (
        <p class="no-memory">No event so far says what memory there is.</p>
      ) : asTable.value ? (
        <MapTable />
      ) : (
        <div class="pair">
          <div class="map-pane">
            {beside.value && <p class="pane-title">the record</p>}
            <Grid />
          </div>
          {beside.value && (
            <div class="map-pane">
              <p class="pane-title">{besideName(beside.value)}</p>
              <OtherMap />
            </div>
          )}
        </div>
      )}
      <p class="cell-line" aria-hidden="true">
        {cellWords.value}
      </p>
      <BesideWords />
      <Legend />
    </section>
  );
}
