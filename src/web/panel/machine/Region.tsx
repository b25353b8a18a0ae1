import { countText } from '../../../actions/diagram/arc-counts.ts';
import { spaced } from '../../../actions/diagram/arrows.ts';
import type { ChartRegion } from '../../../actions/diagram/chart.ts';
import type { ChartAt } from '../../../actions/diagram/chart-at.ts';
import { lettersBeside, textsBeside } from '../../../actions/diagram/content.ts';
import { placeRegion } from '../../../actions/diagram/layout/region.ts';
import { regionElements } from '../../../actions/diagram/svg/region.ts';
import { type FilteredRegion, stateFilter } from '../../map/view-options.ts';
import { drawn } from './Drawn.tsx';
import { Ways } from './Ways.tsx';

const FILTERED: Readonly<Record<string, FilteredRegion>> = {
  lifecycle: 'lifecycle',
  origin: 'origin',
  device: 'device',
  memoryBlock: 'block',
};

/** Shows only what is in a state on the map, or everything again. */
function toggle(region: FilteredRegion, state: string): void {
  const filter = stateFilter.value;
  stateFilter.value = filter?.region === region && filter.state === state ? null : { region, state };
}

const stateAt = ({ target }: Event): string | undefined =>
  target instanceof Element ? target.closest<SVGElement>('[data-state]')?.dataset['state'] : undefined;

interface RegionProps {
  readonly region: ChartRegion;
  readonly shown: ChartAt;
  /** Pixels that the drawing may be wide. */
  readonly room: number;
}

/** One region of the chart as a picture whose states are buttons, and the ways out of the active one in words. */
export function Region({ region, shown, room }: RegionProps) {
  const { chart, arcs, lit } = shown;
  const letters = lettersBeside(chart.regions, shown);
  const place = placeRegion(region, { room, letters, tally: (transition) => countText(arcs, transition) });
  const filtered = FILTERED[region.name];
  const pressed = (_: string, state: string): Readonly<Record<string, string | number>> => {
    const isOn = stateFilter.value?.region === filtered && stateFilter.value?.state === state;
    return {
      role: 'button',
      tabindex: 0,
      'aria-pressed': String(isOn),
      'aria-current': String(lit?.active[region.name] === state),
      'aria-description': `show only what is ${spaced(state)} on the map`,
      'data-state': state,
    };
  };
  const beside = textsBeside(region, shown);
  const press = (event: Event): void => {
    const state = stateAt(event);
    if (filtered && state) toggle(filtered, state);
  };
  return (
    <section class="region" aria-label={spaced(region.name)}>
      {chart.regions.length > 1 && <h3>{spaced(region.name)}</h3>}
      <svg
        class={filtered ? 'statechart pressable' : 'statechart'}
        width={place.width}
        height={place.height}
        viewBox={`0 0 ${place.width} ${place.height}`}
        role="group"
        aria-label={`${spaced(region.name)}, drawn`}
        onClick={press}
        onKeyDown={(key) => {
          if (key.key !== 'Enter' && key.key !== ' ') return;
          if (stateAt(key) === undefined) return;
          key.preventDefault();
          press(key);
        }}
      >
        {regionElements(place, { beside, lit, arcs, pressed: filtered ? pressed : null }).map(drawn)}
      </svg>
      <Ways region={region} lit={lit} arcs={arcs} />
    </section>
  );
}
