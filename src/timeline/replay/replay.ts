import type { EventDraft } from '../../../events/event.ts';
import { CHUNK_EVENTS } from '../../../events/packed/columns.ts';
import { type PackedLog, timeAt } from '../../../events/packed/packed-log.ts';
import { NO_OPERATION, unpackLength } from '../../../events/packed/shape.ts';
import { placesIn } from '../../../events/places.ts';
import { operationOf } from '../../memory/attempt-change.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { SystemFacts } from '../../memory/system-change.ts';
import { type BlocksImage, blockRuns } from './block-runs.ts';
import type { Bounds } from './compiled-table.ts';
import { type AttemptsImage, openAttempts } from './open-attempts.ts';
import type { Picture } from './picture.ts';
import { OPCODE, type Program, programOf } from './program.ts';
import { type SectionsImage, sectionRuns } from './section-runs.ts';
import { replayedSystem } from './system.ts';
import { viewsOf } from './views.ts';

/** What a replay is at one position, to be gone back to. Pages are shared with what comes before and after. */
export interface Keyframe {
  readonly position: number;
  readonly sections: SectionsImage;
  readonly blocks: BlocksImage;
  readonly attempts: AttemptsImage;
  readonly system: SystemFacts;
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

const partOf = (state: MemoryState): SystemFacts => {
  const { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost } = state;
  return { resources, resourcesKnown, deviceClaims, possibleNodes, ownMemmapParameter, memLimit, crashed, lost };
};

/** A replay of a log from the memory that was there before its first event. */
export function replayOf(log: PackedLog, initial: MemoryState, entries = ENTRIES): Replay {
  const { profile, blocks: blockGeometry } = initial;
  const { sectionsPerBlock, blockBytes } = blockGeometry;
  const { pagesPerSection } = profile.geometry;
  const programs: Program[] = [];
  let opcodes: Uint8Array = new Uint8Array(0);
  /** Compiles the shapes that the log has learned since. */
  const learnShapes = (): void => {
    const { shapes } = log;
    if (shapes.length > opcodes.length) {
      const longer = new Uint8Array(2 * shapes.length);
      longer.set(opcodes);
      opcodes = longer;
    }
    for (const shape of shapes.slice(programs.length)) {
      const program = programOf(shape, initial);
      opcodes[programs.length] =
        program.slowPath && program.opcode !== OPCODE.nothing ? OPCODE.slowPath : program.opcode;
      programs.push(program);
    }
  };
  const crowded = { sections: false, blocks: false };
  const boundsOf = (what: keyof typeof crowded): Bounds => ({
    entries,
    cells: CELLS,
    crowded: () => {
      crowded[what] = true;
    },
  });
  const sections = sectionRuns(profile, initial, boundsOf('sections'));
  const blocks = blockRuns(initial, boundsOf('blocks'));
  const system = replayedSystem(partOf(initial));
  const attempts = openAttempts(log, initial, blockGeometry, (shape) => programs[shape]?.changesAttempt === true);
  const views = viewsOf();
  let position = 0;
  let { nextOperation } = initial;

  const takeBlocks = (shape: number, { block }: Program, first: number, last: number): void => {
    if (!block) return;
    blocks.take(shape, block, first, last);
    if (block.adopts) sections.adopt(first * sectionsPerBlock, (last + 1) * sectionsPerBlock - 1);
  };

  const takeBlock = (shape: number, block: number): void => {
    if (blocks.takeOne(shape, block)) return;
    takeBlocks(shape, programs[shape] as Program, block, block);
  };

  /** Most events about pages are about whole sections, as one before them was. */
  const takeWhole = (shape: number, start: number, nrPages: number): boolean => {
    const first = Math.floor(start / pagesPerSection);
    const end = Math.floor((start + nrPages) / pagesPerSection);
    const isWhole = first * pagesPerSection === start && end * pagesPerSection === start + nrPages && first < end;
    return isWhole && sections.wholeTake(shape, first, end - 1);
  };

  const begin = (operation: number, at: number): void => {
    attempts.begin(operation, at);
    if (operation >= nextOperation) nextOperation = operation + 1;
  };

  /** What an event does to a place of some extent; where the numbers stand in no column, they were read before. */
  const takePlace = (shape: number, a: number, b: number, operation: number, at: number): void => {
    const program = programs[shape] as Program;
    switch (program.opcode) {
      case OPCODE.adopt:
        attempts.eachAdded(operation, sections.adoptPages);
        attempts.end(operation);
        break;
      case OPCODE.abandon:
        attempts.eachAdded(operation, sections.abandonPages);
        attempts.end(operation);
        break;
      case OPCODE.addPages:
        attempts.add(operation, a, b);
        if (program.section) sections.pagesTake(shape, program.section, a, b);
        break;
      case OPCODE.pages:
        if (program.section) sections.pagesTake(shape, program.section, a, b);
        break;
      case OPCODE.blocks:
        if (b > 0) takeBlocks(shape, program, Math.floor(a / blockBytes), Math.floor((a + b - 1) / blockBytes));
        break;
      case OPCODE.reserve:
        // A line that could not be placed is nobody's.
        if (program.line && !system.reserve(a, b, program.line)) attempts.passOver(at);
        break;
      case OPCODE.release:
        system.release(a, b);
        break;
      case OPCODE.claim:
        system.claim(a, b);
        break;
      case OPCODE.unclaim:
        system.unclaim(a, b);
        break;
      case OPCODE.system:
        system.take(log.at(at) as EventDraft);
        break;
      case OPCODE.boot:
        boot(log.at(at));
        break;
    }
  };

  const boot = (event: EventDraft | undefined): void => {
    if (event?.type === 'memory.booted') sections.boot(event.data);
  };

  /** An event whose numbers do not stand in columns. */
  const runSlowPath = (shape: number, at: number): void => {
    const event = log.at(at);
    const opcode = programs[shape]?.opcode;
    if (!event) return;
    const [place] = placesIn(event);
    const a = place?.at ?? 0;
    const b = place?.extent ?? 1;
    const operation = operationOf(event) ?? NO_OPERATION;
    if (opcode === OPCODE.begin) begin(operation, at);
    else if (opcode === OPCODE.leave) attempts.end(operation);
    else if (opcode === OPCODE.block) takeBlock(shape, a);
    else takePlace(shape, a, b, operation, at);
  };

  const rebuild = (what: keyof typeof crowded): void => {
    crowded[what] = false;
    if (what === 'sections') sections.rebuild();
    else blocks.rebuild();
  };

  const advance = (to: number): void => {
    const stop = Math.min(to, log.position);
    while (position < stop) {
      const chunk = log.columns.chunks[Math.floor(position / CHUNK_EVENTS)];
      if (!chunk) return;
      const { shapes, a, b, operations } = chunk;
      const base = position - (position % CHUNK_EVENTS);
      const end = Math.min(stop, base + chunk.length) - base;
      if (log.shapes.length > programs.length) learnShapes();
      const opcodeOf = opcodes;
      for (let index = position - base; index < end; index++) {
        const shape = shapes[index] as number;
        const opcode = opcodeOf[shape] as number;
        if (opcode === OPCODE.nothing) continue;
        if (opcode === OPCODE.begin) begin(operations[index] as number, base + index + 1);
        else if (opcode === OPCODE.leave) attempts.end(operations[index] as number);
        else if (opcode === OPCODE.block) takeBlock(shape, a[index] as number);
        else if (opcode === OPCODE.pages && takeWhole(shape, a[index] as number, unpackLength(b[index] as number)))
          continue;
        else if (opcode === OPCODE.slowPath) runSlowPath(shape, base + index + 1);
        else {
          const length = unpackLength(b[index] as number);
          takePlace(shape, a[index] as number, length, operations[index] as number, base + index + 1);
        }
        if (crowded.sections) rebuild('sections');
        if (crowded.blocks) rebuild('blocks');
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
        ...system.view(),
        profile,
        blocks: blockGeometry,
        at: {
          seq: position === 0 ? initial.at.seq : position,
          timeNs: timeAt(log, position) ?? initial.at.timeNs,
        },
        attempts: attempts.view(position),
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
      attempts: attempts.image(position),
      system: system.view(),
      nextOperation,
    }),
    restore(keyframe) {
      position = keyframe.position;
      sections.restore(keyframe.sections);
      blocks.restore(keyframe.blocks);
      attempts.restore(keyframe.attempts, position);
      system.restore(keyframe.system);
      nextOperation = keyframe.nextOperation;
    },
  };
}
