import { hex } from '../../../machines/kernel/units.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import { presentSections } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { memory } from '../log/instant.ts';
import { lettersAt, sceneSection, zoneOf } from './scene.ts';

interface Row {
  readonly first: number;
  last: number;
  readonly cells: readonly string[];
}

const MOST_ROWS = 2000;

/** Sections of an instant as rows; those in a row that look alike are one. */
export function tableRows(state: MemoryState): readonly Row[] {
  const rows: Row[] = [];
  const present = [...presentSections(state)].map(([nr]) => nr as number).sort((a, b) => a - b);
  for (const nr of present) {
    const seen = sceneSection(state, nr);
    const { facts, nid } = seen.entry;
    const cells = [
      stateInWords(facts.lifecycle),
      lettersAt(state, seen),
      facts.map === null ? 'none kept' : hex(facts.map),
      facts.deviceMap === 0n ? '–' : hex(facts.deviceMap),
      nid === null ? '?' : String(nid),
      zoneOf(seen) ?? '–',
      stateInWords(seen.block?.state ?? 'removed'),
    ];
    const before = rows.at(-1);
    if (before?.last === nr - 1 && before.cells.join() === cells.join()) before.last = nr;
    else rows.push({ first: nr, last: nr, cells });
  }
  return rows;
}

/** The map in words and numbers. */
export function MapTable() {
  const state = memory.value;
  if (!state) return null;
  const { sectionBytes } = state.profile.geometry;
  const rows = tableRows(state);
  return (
    <div class="map-table" tabIndex={0} role="region" aria-label="Sections as a table">
      <table>
        <thead>
          <tr>
            {['section', 'addresses', 'state', 'flags', 'sub-section map', 'ZONE_DEVICE', 'node', 'zone', 'block'].map(
              (name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ first, last, cells }) => (
            <tr key={first}>
              <th scope="row">{first === last ? first : `${first}–${last}`}</th>
              <td>
                {hex(first * sectionBytes)}–{hex((last + 1) * sectionBytes - 1)}
              </td>
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p>… and {rows.length - MOST_ROWS} more rows.</p>}
    </div>
  );
}
