import { plain } from '../../../../events/plain-text.ts';
import { hex } from '../../../../machines/kernel/units.ts';
import { type Resource, type ResourceTree, systemRamLines } from '../../../memory/resources.ts';
import type { MemoryState } from '../../../memory/state.ts';
import { zoneSpan } from '../../../memory/zones.ts';
import { stateHere } from '../../../timeline/cursor.ts';
import { snapshotOf } from '../../../timeline/snapshot.ts';
import { type Style, valueAnswer } from '../../action.ts';
import { blockLines, sectionLines } from '../../answers/state.ts';
import { runName, runsOf } from '../../text/runs.ts';
import { sizeInWords, table } from '../../text/table.ts';
import { type Topic, withHeading } from './topic.ts';

export const sectionsTopic: Topic = {
  name: 'sections',
  summary: 'every section that is present, with its sub-section map; those in a row that look alike are one line',
  answer: (session) => {
    const state = stateHere(session.cursor);
    return valueAnswer(snapshotOf(state).sections, (style) => sectionLines(state, style));
  },
};

export const blocksTopic: Topic = {
  name: 'blocks',
  summary: 'every memory block as sysfs would list it',
  answer: (session) => {
    const state = stateHere(session.cursor);
    return valueAnswer(snapshotOf(state).blocks, (style) => blockLines(state, style));
  },
};

interface ZoneTotals {
  readonly zone: string;
  readonly blocks: number;
  readonly bytes: number;
  readonly firstPfn: string;
  readonly endPfn: string;
}

/** Zones as far as online blocks show them. */
function zonesOf(state: MemoryState): readonly ZoneTotals[] {
  const counts = new Map<string, number>();
  for (const { zone } of Object.values(state.memoryBlocks)) {
    if (zone !== null) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return [...counts].map(([zone, blocks]) => {
    const span = zoneSpan(state, zone);
    return {
      zone,
      blocks,
      bytes: blocks * state.blocks.blockBytes,
      firstPfn: hex(span?.first ?? 0),
      endPfn: hex(span?.end ?? 0),
    };
  });
}

/** Online blocks whose zone nobody told, by the reason. */
function zonelessIn({
  memoryBlocks,
}: MemoryState): readonly { readonly because: string; readonly blocks: readonly number[] }[] {
  const because = (oneZone: boolean | null): string =>
    oneZone === false ? 'it spans several zones or nodes' : 'the source does not tell it';
  const blocks = new Map<string, number[]>();
  for (const [block, { state, zone, oneZone }] of Object.entries(memoryBlocks)) {
    if (zone !== null || state !== 'online') continue;
    const reason = because(oneZone);
    blocks.set(reason, [...(blocks.get(reason) ?? []), Number(block)]);
  }
  return [...blocks].map(([reason, numbers]) => ({ because: reason, blocks: numbers }));
}

export const zonesTopic: Topic = {
  name: 'zones',
  summary: 'zones as far as online blocks show them: how much, from which page to which',
  answer: (session) => {
    const state = stateHere(session.cursor);
    const zones = zonesOf(state);
    const unknown = zonelessIn(state);
    const rows = zones.map(({ zone, blocks, bytes, firstPfn, endPfn }) => [
      zone,
      String(blocks),
      sizeInWords(bytes),
      `${firstPfn}-${endPfn}`,
    ]);
    return valueAnswer({ zones, unknown }, function* (style) {
      yield* withHeading(table(['ZONE', 'BLOCKS', 'SIZE', 'PFNS (END NOT IN)'], rows), style);
      for (const { because, blocks } of unknown) {
        const runs = runsOf(blocks.map((block) => [block, ''] as const)).map(runName);
        yield `the zone of online block ${runs.join(', ')} is unknown, because ${because}`;
      }
    });
  },
};

function* resourceLines(
  tree: ResourceTree,
  depth: number,
  ram: ReadonlySet<Resource>,
  style: Style,
): Generator<string> {
  for (const line of tree) {
    const text = `${'  '.repeat(depth)}${hex(line.start)}-${hex(line.end)} : ${plain(line.name)}`;
    yield ram.has(line) ? style.paint(text, 'blue') : text;
    yield* resourceLines(line.children, depth + 1, ram, style);
  }
}

export const resourcesTopic: Topic = {
  name: 'resources',
  summary: '/proc/iomem, as far as the record tells',
  answer: (session) => {
    const { resources, resourcesKnown } = stateHere(session.cursor);
    return valueAnswer({ known: resourcesKnown, resources }, function* (style) {
      if (!resourcesKnown)
        yield 'what else /proc/iomem had is unknown, because the source does not show it: only lines that came and went are here';
      yield* resourceLines(resources, 0, new Set(systemRamLines(resources)), style);
    });
  },
};

export const sourceTopic: Topic = {
  name: 'source',
  summary: 'what was opened, which kernel it is, and what can not be known from it',
  answer: (session) => {
    const { name, log, baseline, notes } = session.source;
    const { profile, blocks } = stateHere(session.cursor);
    const { geometry } = profile;
    const value = {
      name,
      profile: profile.name,
      arch: geometry.arch,
      pageBytes: geometry.pageBytes,
      sectionBytes: geometry.sectionBytes,
      subsectionBytes: geometry.subsectionBytes,
      blockBytes: blocks.blockBytes,
      events: log.position,
      baseline,
      unknown: notes,
    };
    return valueAnswer(value, function* (style) {
      yield style.paint(plain(name), 'bold');
      yield `${profile.name} on ${geometry.arch}, pages of ${sizeInWords(geometry.pageBytes)}`;
      yield `sections of ${sizeInWords(geometry.sectionBytes)}, sub-sections of ${sizeInWords(geometry.subsectionBytes)}, memory blocks of ${sizeInWords(blocks.blockBytes)}`;
      yield `${log.position} events, of which the first ${baseline} tell what memory was at the beginning`;
      for (const note of notes) yield `unknown: ${plain(note)}`;
    });
  },
};
