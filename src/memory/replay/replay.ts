import type { EventDraft } from '../../../events/event.ts';
import { CHUNK_EVENTS } from '../../../events/packed/columns.ts';
import { type PackedLog, timeAt } from '../../../events/packed/packed-log.ts';
import { NO_OPERATION, unpackLength } from '../../../events/packed/shape.ts';
import { operationOf } from '../attempt-change.ts';
import type { MemoryState } from '../state.ts';
import type { Surroundings } from '../surroundings-change.ts';
import { type BlocksImage, blockRuns } from './block-runs.ts';
import { type AttemptsImage, openAttempts } from './open-attempts.ts';
import type { Picture } from './picture.ts';
import { DOES, eventOfShape, type Program, programOf } from './program.ts';
import { type SectionsImage, sectionRuns } from './section-runs.ts';
import { replayedSurroundings } from './surroundings.ts';
import { viewsOf } from './views.ts';

/** What a replay is at one position, to be gone back to. Pages are shared with what comes before and after. */
export interface Keyframe {
  readonly position: number;
  readonly sections: SectionsImage;
  readonly blocks: BlocksImage;
  readonly attempts: AttemptsImage;
  readonly surroundings: Surroundings;
  readonly nextOperation: number;
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
  /** The state here; parts that did not change since the last call are the same objects, and most are built when asked. */
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

const partOf = (state: MemoryState): Surroundings => {
  const { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost } = state;
  return { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost };
};

/** A replay of a log from the memory that was there before its first event. */
export function replayOf(log: PackedLog, initial: MemoryState, entries = ENTRIES): Replay {
  const { profile, blocks: blockGeometry } = initial;
  const { sectionsPerBlock, blockBytes } = blockGeometry;
  const programs: Program[] = [];
  const sections = sectionRuns(profile, initial, entries, CELLS);
  const blocks = blockRuns(profile, initial, entries, CELLS);
  const surroundings = replayedSurroundings(partOf(initial));
  const views = viewsOf();
  let position = 0;
  let { nextOperation } = initial;

  const compiled = (shape: number): Program => {
    const found = log.shapes[shape];
    if (!found) throw new RangeError(`a packed log without its shape ${shape}`);
    const program = programOf(found);
    programs[shape] = program;
    return program;
  };

  const shapeAt = (at: number): number =>
    log.columns.chunks[Math.floor((at - 1) / CHUNK_EVENTS)]?.shapes[(at - 1) % CHUNK_EVENTS] ?? -1;
  const addsPages = (at: number): boolean => log.shapes[shapeAt(at)]?.type === 'pages.added';
  const attempts = openAttempts(log, initial, addsPages);

  const takeBlocks = (shape: number, { block }: Program, first: number, last: number): void => {
    if (!block || last < first) return;
    blocks.take(shape, block, first, last);
    if (block.adopts) sections.adopt(first * sectionsPerBlock, (last + 1) * sectionsPerBlock - 1);
  };

  const boot = (event: EventDraft | undefined): void => {
    if (event?.type === 'memory.booted') sections.boot(event.data);
  };

  const take = (shape: number, program: Program, a: number, b: number, operation: number): void => {
    let done = true;
    switch (program.does) {
      case DOES.nothing:
        break;
      case DOES.pages:
        if (program.section) sections.pagesTake(shape, program.section, a, b);
        break;
      case DOES.block:
        takeBlocks(shape, program, a, a);
        break;
      case DOES.blocks:
        if (b > 0) takeBlocks(shape, program, Math.floor(a / blockBytes), Math.floor((a + b - 1) / blockBytes));
        break;
      case DOES.begin:
        attempts.begin(operation, position);
        if (operation >= nextOperation) nextOperation = operation + 1;
        break;
      case DOES.keep:
        attempts.eachAdded(operation, sections.adoptPages);
        attempts.end(operation);
        break;
      case DOES.leave:
        attempts.end(operation);
        break;
      case DOES.reserve:
        if (program.line) done = surroundings.reserve(a, b, program.line);
        break;
      case DOES.release:
        surroundings.release(a, b);
        break;
      case DOES.surroundings:
        surroundings.take(eventHere(shape, program, a, b, operation));
        break;
      case DOES.boot:
        boot(log.at(position));
        break;
    }
    if (program.remembered && done && operation !== NO_OPERATION) attempts.remember(operation, position);
  };

  const eventHere = (shape: number, program: Program, a: number, b: number, operation: number): EventDraft => {
    const found = program.odd ? undefined : log.shapes[shape];
    return found ? eventOfShape(found, a, b, operation) : (log.at(position) as EventDraft);
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
        if (program.odd) {
          position = base + index + 1;
          takeOdd(shape, program);
        } else if (program.does !== DOES.nothing || program.remembered) {
          position = base + index + 1;
          take(shape, program, a[index] as number, unpackLength(b[index] as number), operations[index] as number);
        } else continue;
        if (sections.table.crowded) sections.rebuild();
        if (blocks.table.crowded) blocks.rebuild();
      }
      position = base + end;
    }
  };

  return {
    get position() {
      return position;
    },
    advance,
    state() {
      const memory = views.memory(sections, blocks);
      return {
        get roots() {
          return memory.roots;
        },
        get memoryBlocks() {
          return memory.memoryBlocks;
        },
        ...surroundings.view(),
        profile,
        blocks: blockGeometry,
        at: {
          seq: position === 0 ? initial.at.seq : position,
          timeNs: timeAt(log, position) ?? initial.at.timeNs,
        },
        attempts: attempts.view(blockGeometry),
        nextOperation,
        highestPresentSection: sections.highestPresent,
      };
    },
    picture: () => ({
      sections: { pages: new Map(sections.pages.shared()), entries: sections.table.entries },
      blocks: { pages: new Map(blocks.pages.shared()), entries: blocks.table.entries },
    }),
    keyframe: () => ({
      position,
      sections: sections.image(),
      blocks: blocks.image(),
      attempts: attempts.image(),
      surroundings: surroundings.view(),
      nextOperation,
    }),
    restore(keyframe) {
      position = keyframe.position;
      sections.restore(keyframe.sections);
      blocks.restore(keyframe.blocks);
      attempts.restore(keyframe.attempts);
      surroundings.restore(keyframe.surroundings);
      nextOperation = keyframe.nextOperation;
    },
  };
}
