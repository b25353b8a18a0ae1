import type { EventLog } from '../../events/log.ts';
import { packedOf } from '../../events/packed/packed-log.ts';
import type { MemoryState } from '../memory/state.ts';
import { replayOf } from './replay/replay.ts';

/** An instant of a log: `start`, `end`, `seq:N`, `t:SECONDS`, or `step:NN`, the dump that a recorder's mark names. */
export type Instant =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'seq'; readonly seq: number }
  | { readonly kind: 'time'; readonly timeNs: bigint }
  | { readonly kind: 'step'; readonly step: number };

export type InstantAnswer =
  | { readonly ok: true; readonly when: Instant }
  | { readonly ok: false; readonly reason: string };

/** Reads an instant as a user writes it. */
export function parseInstant(text: string): InstantAnswer {
  if (text === 'start' || text === 'end') return { ok: true, when: { kind: text } };
  const found = /^(seq|t|step):(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  const whole = Number(found?.[2]);
  if (found?.[1] === 't') {
    const timeNs = BigInt(found[2] ?? '0') * 1_000_000_000n + BigInt((found[3] ?? '').padEnd(9, '0'));
    return { ok: true, when: { kind: 'time', timeNs } };
  }
  if (found?.[1] === 'seq' && found[3] === undefined) return { ok: true, when: { kind: 'seq', seq: whole } };
  if (found?.[1] === 'step' && found[3] === undefined) return { ok: true, when: { kind: 'step', step: whole } };
  return {
    ok: false,
    reason: `${JSON.stringify(text)} is no instant; write start, end, seq:N (after event N), t:SECONDS (the kernel's clock), or step:NN (the dump steps/NN-… of a recording)`,
  };
}

export type Position = { readonly ok: true; readonly seq: number } | { readonly ok: false; readonly reason: string };

/**
 * The position of a log that an instant means: the state there is the one after that event.
 * `steps/NN-name` was dumped just before the mark that carries `step=NN+1 after name`.
 * @param baseline position of the last event that describes the beginning.
 */
export function positionOf(log: EventLog, baseline: number, when: Instant): Position {
  switch (when.kind) {
    case 'start':
      return { ok: true, seq: baseline };
    case 'end':
      return { ok: true, seq: log.position };
    case 'seq':
      if (when.seq <= log.position) return { ok: true, seq: when.seq };
      return { ok: false, reason: `seq:${when.seq} is past the last event, seq:${log.position}` };
    case 'time': {
      let seq = baseline;
      for (const event of log.read(baseline + 1)) {
        if (event.timeNs !== null && event.timeNs > when.timeNs) break;
        seq = event.seq;
      }
      return { ok: true, seq };
    }
    case 'step': {
      const steps: number[] = [];
      for (const event of log.read()) {
        if (event.type !== 'mark.set' || event.data.step === null) continue;
        if (event.data.step === when.step + 1) return { ok: true, seq: event.seq };
        steps.push(event.data.step - 1);
      }
      const known =
        steps.length === 0 ? 'this source has no step marks' : `it has step:${steps[0]} to step:${steps.at(-1)}`;
      return { ok: false, reason: `there is no mark for step:${when.step}; ${known}` };
    }
  }
}

/** The state after event `seq`, replayed from the beginning. */
export function stateAt(log: EventLog, initial: MemoryState, seq: number): MemoryState {
  const replay = replayOf(packedOf(log), initial);
  replay.advance(seq);
  return replay.state();
}

/** The states after each of some positions, which must ascend; one pass over the log. */
export function* statesAt(log: EventLog, initial: MemoryState, positions: readonly number[]): Generator<MemoryState> {
  const replay = replayOf(packedOf(log), initial);
  for (const position of positions) {
    replay.advance(position);
    yield replay.state();
  }
}
