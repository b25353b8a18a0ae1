import { sectionNr } from '../../../machines/kernel/units.ts';
import { type ChartName, type ChartRegion, chartOf } from '../../actions/diagram/chart.ts';
import { countsOf } from '../../actions/diagram/counts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import { memory } from '../log/instant.ts';
import { type FilteredRegion, stateFilter } from '../map/sight.ts';
import { countOf } from '../shell/words.ts';
import { subject } from './subject.ts';

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const REGIONS: Readonly<Record<string, FilteredRegion>> = {
  lifecycle: 'lifecycle',
  origin: 'origin',
  device: 'device',
  memoryBlock: 'block',
};

/** The state that the selection is in, in each region of its machine. */
function activeStates(state: MemoryState, { kind, number }: Subject): Readonly<Record<string, string>> {
  if (kind === 'block') return { memoryBlock: state.memoryBlocks[number]?.state ?? 'absent' };
  const { lifecycle, origin, device } = sectionEntry(state, sectionNr(number)).facts;
  return { lifecycle, origin, device };
}

interface RegionProps {
  readonly region: ChartRegion;
  readonly active: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
}

function Region({ region, active, counts }: RegionProps) {
  const filtered = REGIONS[region.name];
  const ways = region.transitions.filter(({ from, to }) => from === active && to !== from);
  return (
    <section aria-label={spaced(region.name)}>
      <h3>{spaced(region.name)}</h3>
      <div class="states">
        {region.states.map(({ name }) => {
          const isOn = stateFilter.value?.region === filtered && stateFilter.value?.state === name;
          return (
            <button
              key={name}
              type="button"
              class={name === active ? 'active' : ''}
              aria-pressed={isOn}
              title={`Show only what is ${spaced(name)}`}
              disabled={filtered === undefined}
              onClick={() => {
                stateFilter.value = isOn || !filtered ? null : { region: filtered, state: name };
              }}
            >
              {name === active ? '● ' : ''}
              {spaced(name)} <b>{countOf(counts[name] ?? 0)}</b>
            </button>
          );
        })}
      </div>
      {ways.length > 0 && (
        <ul class="ways">
          {ways.map(({ event, guard, to }, index) => (
            <li key={`${event}-${guard}-${to}-${index}`}>
              <code>
                {event}
                {guard === null ? '' : ` [${guard}]`}
              </code>{' '}
              → {spaced(to)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The machine of the selection, read from the machine itself: its state, the ways out of it, and how many are in each state. */
export function Machine() {
  const state = memory.value;
  if (!state) return null;
  const about = subject.value;
  const name: ChartName = about?.kind === 'block' ? 'memory-block' : 'section';
  const active = about ? activeStates(state, about) : {};
  const counts = countsOf(name, state);
  return (
    <div class="chart">
      <p class="quiet-text">
        {name === 'section' ? 'Sections' : 'Memory blocks'} in each state; press one to see only those on the map.
      </p>
      {chartOf(name).regions.map((region) => (
        <Region key={region.name} region={region} active={active[region.name]} counts={counts[region.name] ?? {}} />
      ))}
    </div>
  );
}
