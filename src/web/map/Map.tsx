import { ComparisonSummary } from '../compare/ComparisonSummary.tsx';
import { comparison } from '../compare/comparison.ts';
import { comparisonName } from '../compare/labels.ts';
import { map } from '../log/open-log.ts';
import { Grid } from './Grid.tsx';
import { Legend } from './Legend.tsx';
import { LEVELS, type Level } from './layout.ts';
import { MapTable } from './MapTable.tsx';
import { cellWords, layout } from './map-view.ts';
import { OtherMap } from './OtherMap.tsx';
import { asTable, levelAsked } from './view-options.ts';

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
            {comparison.value && <p class="pane-title">the record</p>}
            <Grid />
          </div>
          {comparison.value && (
            <div class="map-pane">
              <p class="pane-title">{comparisonName(comparison.value)}</p>
              <OtherMap />
            </div>
          )}
        </div>
      )}
      <p class="cell-line" aria-hidden="true">
        {cellWords.value}
      </p>
      <ComparisonSummary />
      <Legend />
    </section>
  );
}
