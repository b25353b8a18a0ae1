import { popcount } from '../../../machines/kernel/ranges.ts';
import { sizeInWords } from '../../../machines/kernel/units.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import { memmapOfState } from '../../memory/memmap.ts';
import { presentSections } from '../../memory/sections.ts';
import type { BlockEntry, MemoryState } from '../../memory/state.ts';
import { boundedTable, inMarkdown } from './markdown.ts';

const nodeText = (nid: number | null): string => (nid === null ? 'not known' : String(nid));

const zoneText = ({ state, zone, oneZone }: BlockEntry): string =>
  state === 'online' ? (zone ?? (oneZone === false ? 'several' : 'not known')) : '–';

/** Memory blocks by node, state and zone. */
export function* blocksByNode(state: MemoryState): Generator<string> {
  const counts = new Map<string, { readonly cells: readonly string[]; count: number }>();
  for (const entry of Object.values(state.memoryBlocks)) {
    const cells = [nodeText(entry.nid), stateInWords(entry.state), inMarkdown(zoneText(entry))];
    const key = cells.join('\n');
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { cells, count: 1 });
  }
  const rows = [...counts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cells, count }]) => [...cells, String(count), sizeInWords(count * state.blocks.blockBytes)]);
  yield* boundedTable(['node', 'state', 'zone', 'blocks', 'memory'], rows, 'There is no memory block.');
}

/** Sections by node and lifecycle, with the sub-sections that are populated and those that devices hold. */
export function* sectionsByNode(state: MemoryState): Generator<string> {
  const { subsectionBytes, sectionBytes } = state.profile.geometry;
  const sums = new Map<string, { readonly cells: readonly string[]; count: number; bytes: number; device: number }>();
  for (const [, { facts, nid }] of presentSections(state)) {
    const cells = [nodeText(nid), stateInWords(facts.lifecycle)];
    const key = cells.join('\n');
    const sum = sums.get(key) ?? { cells, count: 0, bytes: 0, device: 0 };
    sums.set(key, sum);
    sum.count++;
    sum.bytes += facts.map === null ? sectionBytes : popcount(facts.map) * subsectionBytes;
    sum.device += popcount(facts.deviceMap) * subsectionBytes;
  }
  const rows = [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cells, count, bytes, device }]) => [
      ...cells,
      String(count),
      sizeInWords(bytes),
      device === 0 ? '–' : sizeInWords(device),
    ]);
  const headings = ['node', 'sections', 'count', 'populated', 'of it ZONE_DEVICE'];
  yield* boundedTable(headings, rows, 'No section is present.');
}

/** What the struct pages cost. */
export function memmapLine(state: MemoryState): string {
  const { structPages, backingBytes, leakedBytes } = memmapOfState(state);
  const leaked = leakedBytes === 0 ? '' : `, and ${sizeInWords(leakedBytes)} that nobody gave back`;
  return `The memmap has ${structPages.toLocaleString('en')} struct pages in ${sizeInWords(backingBytes)}${leaked}.`;
}
