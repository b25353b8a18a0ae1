import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { blockOf, firstPfnOf } from '../../../machines/kernel/ranges.ts';
import { blockNr, hex, sectionNr } from '../../../machines/kernel/units.ts';
import { flagsOf, isPresent } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { BlockEntry, MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import { positionsAbout } from '../../timeline/about-index.ts';
import { stateHere } from '../../timeline/cursor.ts';
import { countUpTo } from '../../timeline/positions.ts';
import { type ActionResult, type SessionAction, type Style, valueAnswer } from '../action.ts';
import { eventLines } from '../answers/events.ts';
import { CELL_LEGEND, mapRows } from '../text/cells.ts';
import { blockInWords, sectionInWords } from '../text/section.ts';
import { sizeInWords } from '../text/table.ts';
import { subjectAsked } from './instant.ts';
import { type Session, sourceHere } from './session.ts';

const INDENT = 12;
const fact = (name: string, text: string): string => `  ${name.padEnd(INDENT - 2)}${text}`;

const range = (start: number, size: number): string => `${hex(start)}-${hex(start + size - 1)}`;

const blockDetails = (entry: BlockEntry | undefined): string =>
  [
    blockInWords(entry),
    ...(entry && entry.nid !== null ? [`node ${entry.nid}`] : []),
    ...(entry?.ownMemmap ? ['its first pages are its own memmap'] : []),
  ].join(', ');

function* sectionFacts(state: MemoryState, number: number, style: Style): Generator<string> {
  const { geometry } = state.profile;
  const nr = sectionNr(number);
  const { facts, nid, ownership, earlyAssumed } = sectionEntry(state, nr);
  const start = firstPfnOf(geometry, nr) * geometry.pageBytes;
  yield style.paint(`section ${number}  ${range(start, geometry.sectionBytes)}`, 'bold');
  const more = [
    ...(ownership === 'orphan' ? ['an orphan: no block owns it'] : []),
    ...(earlyAssumed ? ['early or not is assumed'] : []),
  ];
  yield fact('is', [sectionInWords(state.profile, facts), ...more].join(', '));
  if (isPresent(facts)) {
    yield fact('flags', flagsOf(state.profile, facts).join(' '));
    yield fact('node', nid === null ? 'unknown, because the source does not tell it' : String(nid));
    yield fact('memmap', facts.memmap.backing);
    if (facts.leakedBytes > 0) yield fact('leaked', `${sizeInWords(facts.leakedBytes)} of memmap`);
    const { map, deviceMap } = facts;
    const rows = mapRows({ map, deviceMap, subsections: geometry.subsectionsPerSection }, style.width - INDENT, style);
    let name = 'map';
    for (const row of rows) {
      yield fact(name, row);
      name = '';
    }
    if (map !== null) yield fact('', style.paint(`${hex(map)}   ${CELL_LEGEND}`, 'dim'));
  }
  const block = blockOf(state.blocks, nr);
  yield fact('block', `${block}: ${blockDetails(state.memoryBlocks[block])}`);
}

function* blockFacts(state: MemoryState, number: number, style: Style): Generator<string> {
  const { blockBytes, sectionsPerBlock } = state.blocks;
  yield style.paint(`block ${number}  ${range(blockNr(number) * blockBytes, blockBytes)}`, 'bold');
  yield fact('is', blockDetails(state.memoryBlocks[number]));
  const first = number * sectionsPerBlock;
  yield fact('sections', sectionsPerBlock === 1 ? String(first) : `${first}-${first + sectionsPerBlock - 1}`);
}

const SHOWN = 5;

/** All that is known of one section or block here. */
function subjectAnswer(session: Session, subject: Subject): ActionResult {
  const state = stateHere(session.cursor);
  const name = sourceHere(session);
  const { timeline, seq } = session.cursor;
  const { log } = timeline;
  const positions = positionsAbout(timeline, subject);
  const events = positions.slice(0, countUpTo(positions, seq)).flatMap((position) => log.at(position) ?? []);
  const { kind, number } = subject;
  const entry = kind === 'section' ? sectionEntry(state, sectionNr(number)) : null;
  const facts = entry && { ...entry.facts, ...maps(entry.facts) };
  const value = {
    subject: `${kind}:${number}`,
    facts: facts ?? state.memoryBlocks[number] ?? null,
    flags: entry ? flagsOf(state.profile, entry.facts) : null,
    history: events.map((event) => toCloudEvent(event, name)),
  };
  return valueAnswer(value, function* (style) {
    yield* kind === 'section' ? sectionFacts(state, number, style) : blockFacts(state, number, style);
    const last = events.slice(-SHOWN);
    const earlier = events.length - last.length;
    if (events.length === 0) yield fact('history', 'no event names it up to here');
    else yield fact('history', earlier > 0 ? `${earlier} earlier event${earlier === 1 ? '' : 's'}, then` : '');
    for (const line of eventLines(last, String(log.position).length, style)) yield `  ${line}`;
  });
}

type Facts = ReturnType<typeof sectionEntry>['facts'];

/** Sub-section maps as hexadecimal text: JSON has no bigint. */
const maps = ({ map, deviceMap, memmap }: Facts) => ({
  map: map === null ? null : hex(map),
  deviceMap: hex(deviceMap),
  memmap: { ...memmap, populated: hex(memmap.populated) },
});

export const printWord: SessionAction = {
  id: 'print',
  aliases: ['p', 'show'],
  group: 'look',
  summary: 'one section or block: its facts and flags, its map as cells, and what happened to it last',
  args: [{ name: 'subject', description: 'section:N or block:N', required: true, kind: 'subject' }],
  examples: [
    { call: 'print section:10', shows: 'its flags, its sub-sections with those of ZONE_DEVICE marked' },
    { call: 'p block:34', shows: 'its state and zone, and the events about it' },
  ],
  repeats: true,
  run: (session, input) => subjectAnswer(session, subjectAsked(session, input, 'subject')),
};
