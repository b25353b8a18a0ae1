import type { Actor, EventDraft } from '../../../events/event.ts';
import { NOWHERE } from '../../../events/event.ts';
import { validData } from '../../../events/memory-log.ts';
import { circumstanceOf, keyOfCircumstance } from '../../../events/packed/circumstance.ts';
import { columnsOf } from '../../../events/packed/columns.ts';
import { dictionaryOf } from '../../../events/packed/dictionary.ts';
import { type PackedLog, packedLog } from '../../../events/packed/packed-log.ts';
import { keyOfShape, NO_OPERATION, packData, packLength, type Shape } from '../../../events/packed/shape.ts';
import { nanoseconds } from '../../../machines/kernel/units.ts';
import { type Place, placed } from './moving.ts';
import type { Answer, EventPattern } from './situation.ts';

/** A pattern that the columns hold: its shape is the same everywhere, and `a` grows with the place. */
interface Stamp {
  readonly shape: number;
  readonly at: number;
  readonly step: number;
  readonly length: number;
  /** Number of its operation among those of the answer; null for none. */
  readonly operation: number | null;
}

/** Writes events into the columns of a packed log, without making an object for each. */
export interface LogWriter {
  readonly length: number;
  /** The number of who did something. */
  actor(actor: Actor): number;
  /** An event as it is. */
  draft(draft: EventDraft): void;
  /** One of the events of an answer, at a place. */
  event(answer: Answer, index: number, place: Place, timeNs: number, actor: number): void;
  log(): PackedLog;
}

/** @throws Error for an event that the catalogue refuses. */
function checked(draft: EventDraft): EventDraft {
  const answer = validData([draft]);
  if (!answer.ok) throw new Error(`${draft.type}: ${JSON.stringify(answer)}`);
  return draft;
}

const draftOf = ({ type, data }: EventPattern, place: Place): EventDraft =>
  ({ ...NOWHERE, type, data: placed(data, place) }) as EventDraft;

export function logWriter(): LogWriter {
  const columns = columnsOf();
  const shapes = dictionaryOf<Shape>(keyOfShape);
  const circumstances = dictionaryOf(keyOfCircumstance);
  const nobody = circumstances.idOf(circumstanceOf(NOWHERE).circumstance);
  const stamps = new Map<Answer, (readonly (Stamp | null)[])[]>();
  let lastTime: bigint | null = null;

  const stampOf = (pattern: EventPattern, nid: number): Stamp | null => {
    const here = packData(checked(draftOf(pattern, { block: 0, nid, operation: 0 })));
    const there = packData(draftOf(pattern, { block: 1, nid, operation: 7 }));
    if (keyOfShape(here.shape) !== keyOfShape(there.shape) || here.numbers.b !== there.numbers.b) return null;
    return {
      shape: shapes.idOf(here.shape),
      at: here.numbers.a,
      step: there.numbers.a - here.numbers.a,
      length: packLength(here.numbers.b) ?? 0,
      operation: here.numbers.operation,
    };
  };

  const put = (draft: EventDraft, timeNs: bigint | null, circumstance: number): void => {
    const { shape, numbers } = packData(draft);
    columns.push({
      timeNs,
      a: numbers.a,
      b: packLength(numbers.b) ?? 0,
      operation: numbers.operation ?? NO_OPERATION,
      line: 0,
      shape: shapes.idOf(shape),
      circumstance,
    });
  };

  return {
    get length() {
      return columns.length;
    },
    actor: (actor) => circumstances.idOf(circumstanceOf({ ...NOWHERE, actor }).circumstance),
    draft: (draft) => put(checked(draft), null, nobody),
    event(answer, index, place, timeNs, actor) {
      const pattern = answer.events[index];
      if (!pattern) return;
      let byNode = stamps.get(answer);
      if (!byNode) {
        byNode = [];
        stamps.set(answer, byNode);
      }
      byNode[place.nid] ??= answer.events.map((one) => stampOf(one, place.nid));
      const stamp = byNode[place.nid]?.[index];
      const time = nanoseconds(BigInt(timeNs));
      lastTime = time;
      if (!stamp) {
        put(draftOf(pattern, place), time, actor);
        return;
      }
      columns.push({
        timeNs: time,
        a: stamp.at + stamp.step * place.block,
        b: stamp.length,
        operation: stamp.operation === null ? NO_OPERATION : stamp.operation + place.operation,
        line: 0,
        shape: stamp.shape,
        circumstance: actor,
      });
    },
    log: () =>
      packedLog({ chunks: columns.chunks, shapes: shapes.values, circumstances: circumstances.values, lastTime }),
  };
}
