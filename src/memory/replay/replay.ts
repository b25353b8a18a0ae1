import type { EventDraft } from '../../../events/event.ts';
import { CHUNK_EVENTS } from '../../../events/packed/columns.ts';
import { type PackedLog, timeAt } from '../../../events/packed/packed-log.ts';
import { NO_OPERATION, unpackLength } from '../../../events/packed/shape.ts';
import { subsectionMask } from '../../../machines/kernel/ranges.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { operationOf } from '../attempt-change.ts';
import { bootChanges } from '../boot-sections.ts';
import type { MemoryState } from '../state.ts';
import { changedSurroundings, type Surroundings } from '../surroundings-change.ts';
import { NumberedPages, type PageImage } from './numbered-pages.ts';
import { type OpenAttempts, openAttempts } from './open-attempts.ts';
import type { Picture } from './picture.ts';
import { DOES, type Program, programOf } from './program.ts';
import { type BlockTable, blockTable, type SectionTable, sectionTable } from './tables.ts';
import { viewsOf } from './views.ts';

/** What a replay is at one position, to be gone back to. Pages are shared with what comes before and after. */
export interface Keyframe {
  readonly position: number;
  readonly sections: PageImage;
  readonly blocks: PageImage;
  readonly sectionTable: SectionTable;
  readonly blockTable: BlockTable;
  readonly attempts: ReturnType<OpenAttempts['image']>;
  readonly surroundings: Surroundings;
  readonly nextOperation: number;
  readonly highestPresentSection: number;
}

/**
 * Memory as a log makes it, event after event, over typed arrays. The tables are compiled from the machines as questions
 * come; everything else is asked of the functions that `evolve` asks, so `state()` equals what `evolve` makes of the same
 * events.
 */
export interface Replay {
  readonly position: number;
  /** Goes on to a position of the log; never back. */
  advance(to: number): void;
  /** The state here; parts that did not change since the last call are the same objects. */
  state(): MemoryState;
  /** Sections and blocks here, as numbers. */
  picture(): Picture;
  keyframe(): Keyframe;
  /** Goes to where a keyframe of this replay was taken. */
  restore(keyframe: Keyframe): void;
}

/** Entries and cells of a table; a hostile log that makes ever new maps has it built anew. */
const ENTRIES = 2 ** 16;
const CELLS = 2 ** 22;
const PARTIAL_BASE = 2 ** 10;

const partOf = (state: MemoryState): Surroundings => {
  const { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost } = state;
  return { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost };
};

/** A replay of a log from the memory that was there before its first event. */
export function replayOf(log: PackedLog, initial: MemoryState, entries = ENTRIES): Replay {
  const { profile, blocks: blockGeometry } = initial;
  const { geometry } = profile;
  const { pagesPerSection, pagesPerSubsection, subsectionsPerSection } = geometry;
  const { sectionsPerBlock, blockBytes } = blockGeometry;
  const sections = new NumberedPages();
  const blocks = new NumberedPages();
  const attempts = openAttempts(log, initial);
  const programs: Program[] = [];
  const views = viewsOf();
  let sectionRules = sectionTable(profile, { entries, cells: CELLS });
  let blockRules = blockTable(profile, { entries, cells: CELLS });
  /** Numbers of changes in the present tables: of a shape's whole sections, of its pieces, of its blocks. */
  let wholeOf: number[] = [];
  let partialOf = new Map<number, number>();
  let blockOf: number[] = [];
  let adoption = -1;
  let taint = -1;
  let position = 0;
  let surroundings = partOf(initial);
  let { nextOperation, highestPresentSection } = initial;

  const forgetChanges = (): void => {
    wholeOf = [];
    partialOf = new Map();
    blockOf = [];
    adoption = sectionRules.changeOf({ op: 'adopt', subsections: 0n, nid: null });
    taint = sectionRules.changeOf({ op: 'taint', subsections: 0n, nid: null });
  };

  const load = (): void => {
    for (const root of Object.values(initial.roots)) {
      for (const [section, entry] of Object.entries(root)) sections.set(Number(section), sectionRules.numberOf(entry));
    }
    for (const [block, entry] of Object.entries(initial.memoryBlocks)) {
      blocks.set(Number(block), blockRules.numberOf(entry));
    }
    forgetChanges();
  };

  /** Leaves a table that outgrew its bounds for a new one that holds only what is there now, and as much room again. */
  const rebuild = (): void => {
    if (sectionRules.crowded) {
      const left = sectionRules;
      const live = new Set([...sections.shared()].flatMap(([, page]) => [...page])).size;
      sectionRules = sectionTable(profile, { entries: Math.max(entries, 2 * live), cells: CELLS });
      sections.renumber((number) => sectionRules.numberOf(left.entries[number]));
    }
    if (blockRules.crowded) {
      const left = blockRules;
      const live = new Set([...blocks.shared()].flatMap(([, page]) => [...page])).size;
      blockRules = blockTable(profile, { entries: Math.max(entries, 2 * live), cells: CELLS });
      blocks.renumber((number) => blockRules.numberOf(left.entries[number]));
    }
    forgetChanges();
  };

  const isThere = (section: number): boolean => {
    const entry = sectionRules.entries[sections.get(section)];
    return entry !== undefined && isPresent(entry.facts);
  };

  const runSections = (first: number, last: number, change: number): void => {
    sections.run(first, last, sectionRules, change);
    for (let at = last; at >= first && at > highestPresentSection; at--) {
      if (isThere(at)) highestPresentSection = at;
    }
  };

  const changeOfShape = (shape: number, program: Program): number => {
    const { section, does } = program;
    if (!section) return -1;
    const whole = does === DOES.pieces ? subsectionMask(geometry, { pfn: pfn(0), nrPages: pagesPerSection }) : 0n;
    const change = sectionRules.changeOf({ op: section.op, nid: section.nid, subsections: whole });
    wholeOf[shape] = change;
    return change;
  };

  const pieceChange = (shape: number, program: Program, first: number, last: number): number => {
    if (first === 0 && last === subsectionsPerSection - 1) return wholeOf[shape] ?? changeOfShape(shape, program);
    const key = (shape * PARTIAL_BASE + first) * PARTIAL_BASE + last;
    const known = partialOf.get(key);
    if (known !== undefined) return known;
    const { section } = program;
    if (!section) return -1;
    const frames = { pfn: pfn(first * pagesPerSubsection), nrPages: (last - first + 1) * pagesPerSubsection };
    const subsections = subsectionMask(geometry, frames);
    const change = sectionRules.changeOf({ op: section.op, nid: section.nid, subsections });
    partialOf.set(key, change);
    return change;
  };

  /** A page range: the sub-sections of its first and last section, and whole sections between them. */
  const runPieces = (shape: number, program: Program, start: number, nrPages: number): void => {
    if (nrPages <= 0) return;
    const end = start + nrPages;
    let first = Math.floor(start / pagesPerSection);
    let last = Math.floor((end - 1) / pagesPerSection);
    const from = Math.floor((start - first * pagesPerSection) / pagesPerSubsection);
    const to = Math.floor((end - 1 - last * pagesPerSection) / pagesPerSubsection);
    if (first === last) {
      runSections(first, last, pieceChange(shape, program, from, to));
      return;
    }
    if (from !== 0) {
      runSections(first, first, pieceChange(shape, program, from, subsectionsPerSection - 1));
      first++;
    }
    if (to !== subsectionsPerSection - 1) {
      runSections(last, last, pieceChange(shape, program, 0, to));
      last--;
    }
    if (first <= last) runSections(first, last, pieceChange(shape, program, 0, subsectionsPerSection - 1));
  };

  const sectionsOfPages = (start: number, nrPages: number, change: number): void => {
    if (nrPages <= 0) return;
    runSections(Math.floor(start / pagesPerSection), Math.floor((start + nrPages - 1) / pagesPerSection), change);
  };

  const taintEdges = (start: number, nrPages: number): void => {
    for (const edge of [start, start + nrPages]) if (edge % pagesPerSection !== 0) sectionsOfPages(edge, 1, taint);
  };

  const runBlocks = (shape: number, { block }: Program, first: number, last: number): void => {
    if (!block || last < first) return;
    const known = blockOf[shape];
    const change = known ?? blockRules.changeOf(block);
    blockOf[shape] = change;
    blocks.run(first, last, blockRules, change);
    if (block.adopts) runSections(first * sectionsPerBlock, (last + 1) * sectionsPerBlock - 1, adoption);
  };

  const settle = (operation: number, kept: boolean): void => {
    if (kept) attempts.eachAdded(operation, (start, nrPages) => sectionsOfPages(start, nrPages, adoption));
    attempts.end(operation);
  };

  /** What surrounds memory; whether it changed. */
  const surround = (event: EventDraft): boolean => {
    const changed = changedSurroundings(surroundings, event);
    surroundings = { ...surroundings, ...changed };
    return 'resources' in changed || event.type !== 'resource.reserved';
  };

  const boot = (event: EventDraft): void => {
    if (event.type !== 'memory.booted') return;
    for (const [section, change] of bootChanges(geometry, event.data)) {
      runSections(section, section, sectionRules.changeOf(change));
    }
  };

  const take = (shape: number, program: Program, a: number, b: number, operation: number): void => {
    let done = true;
    switch (program.does) {
      case DOES.nothing:
        break;
      case DOES.pieces:
        runPieces(shape, program, a, b);
        if (program.section?.taintsEdges === true) taintEdges(a, b);
        break;
      case DOES.sections:
        sectionsOfPages(a, b, wholeOf[shape] ?? changeOfShape(shape, program));
        break;
      case DOES.block:
        runBlocks(shape, program, a, a);
        break;
      case DOES.blocks:
        if (b > 0) runBlocks(shape, program, Math.floor(a / blockBytes), Math.floor((a + b - 1) / blockBytes));
        break;
      case DOES.begin:
        attempts.begin(operation, position);
        if (operation >= nextOperation) nextOperation = operation + 1;
        break;
      case DOES.keep:
      case DOES.leave:
        settle(operation, program.does === DOES.keep);
        break;
      case DOES.surroundings:
        done = surround(log.at(position) as EventDraft);
        break;
      case DOES.boot:
        boot(log.at(position) as EventDraft);
        break;
    }
    if (program.remembered && done && operation !== NO_OPERATION) attempts.remember(operation, position);
  };

  /** An event whose numbers do not stand in columns. */
  const takeOdd = (shape: number, program: Program): void => {
    const event = log.at(position);
    if (!event) return;
    const { data } = event;
    const a = 'pfn' in data ? data.pfn : 'start' in data ? data.start : 'block' in data ? data.block : 0;
    const b = 'nrPages' in data ? data.nrPages : 'size' in data ? data.size : 1;
    take(shape, program, a, b, operationOf(event) ?? NO_OPERATION);
  };

  const advance = (to: number): void => {
    const stop = Math.min(to, log.position);
    while (position < stop) {
      const chunk = log.columns.chunks[Math.floor(position / CHUNK_EVENTS)];
      if (!chunk) return;
      const { shapes, a, b, operations } = chunk;
      const base = position - (position % CHUNK_EVENTS);
      const end = Math.min(stop, base + chunk.length) - base;
      for (let index = position - base; index < end; index++) {
        const shape = shapes[index] as number;
        const program = programs[shape] ?? compiled(shape);
        position = base + index + 1;
        if (program.odd) takeOdd(shape, program);
        else if (program.does !== DOES.nothing || program.remembered) {
          take(shape, program, a[index] as number, unpackLength(b[index] as number), operations[index] as number);
        }
        if (sectionRules.crowded || blockRules.crowded) rebuild();
      }
    }
  };

  const compiled = (shape: number): Program => {
    const found = log.shapes[shape];
    if (!found) throw new RangeError(`a packed log without its shape ${shape}`);
    const program = programOf(found);
    programs[shape] = program;
    return program;
  };

  load();
  return {
    get position() {
      return position;
    },
    advance,
    state: () => ({
      ...views.memory(sections, sectionRules, blocks, blockRules),
      ...surroundings,
      profile,
      blocks: blockGeometry,
      at: {
        seq: position === 0 ? initial.at.seq : position,
        timeNs: timeAt(log, position) ?? initial.at.timeNs,
      },
      attempts: attempts.view(blockGeometry),
      nextOperation,
      highestPresentSection,
    }),
    picture: () => ({
      sections: { pages: new Map(sections.shared()), entries: sectionRules.entries },
      blocks: { pages: new Map(blocks.shared()), entries: blockRules.entries },
    }),
    keyframe: () => ({
      position,
      sections: sections.image(),
      blocks: blocks.image(),
      sectionTable: sectionRules,
      blockTable: blockRules,
      attempts: attempts.image(),
      surroundings,
      nextOperation,
      highestPresentSection,
    }),
    restore(keyframe) {
      position = keyframe.position;
      sections.restore(keyframe.sections);
      blocks.restore(keyframe.blocks);
      attempts.restore(keyframe.attempts);
      surroundings = keyframe.surroundings;
      nextOperation = keyframe.nextOperation;
      highestPresentSection = keyframe.highestPresentSection;
      if (sectionRules === keyframe.sectionTable && blockRules === keyframe.blockTable) return;
      sectionRules = keyframe.sectionTable;
      blockRules = keyframe.blockTable;
      forgetChanges();
    },
  };
}
