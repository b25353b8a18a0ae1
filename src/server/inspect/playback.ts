import { type SessionAction, UsageError } from '../../actions/action.ts';
import { hereAnswer } from '../../actions/debugger/frame.ts';
import { moveTo, type Session } from '../../actions/debugger/session.ts';
import { step } from '../../timeline/cursor.ts';

/** Events a second, where nobody says how many. */
export const USUAL_RATE = 5;
const FASTEST = 1000;

/** Events a second as a user writes them; null for what is no such number. */
export function rateOf(text: string): number | null {
  const rate = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  return rate > 0 && rate <= FASTEST ? rate : null;
}

export const RATE_EXPECTED = `events a second, more than 0 and at most ${FASTEST}`;

/** Resolves after some time, or as soon as it is to stop. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** Moves a session on, event by event, until the end or until it is to stop; tells after each. */
export async function* playThrough(session: Session, rate: number, signal: AbortSignal): AsyncGenerator<number> {
  while (!signal.aborted) {
    const next = step(session.cursor, 'on');
    if (!next) return;
    moveTo(session, next);
    yield next.seq;
    await pause(1000 / rate, signal);
  }
}

/** `play`, for sessions that others look at: event by event at a rate that the eye can follow. */
export function playWord(usual: number): SessionAction {
  return {
    id: 'play',
    group: 'move',
    summary: 'event by event on, some a second, until the end or Ctrl+C',
    args: [{ name: 'rate', kind: 'number', description: `${RATE_EXPECTED}; ${usual} when left out` }],
    examples: [{ call: 'play 20', shows: 'the rest of the record at 20 events a second' }],
    run: (session, input) => {
      const asked = input.args['rate'];
      const rate = asked === undefined ? usual : rateOf(asked);
      if (rate === null) throw new UsageError(`play takes ${RATE_EXPECTED}`, 'rate');
      const steps = () => playThrough(session, rate, input.signal);
      const first = hereAnswer(session);
      return {
        exit: first.exit,
        json: {
          kind: 'lines',
          values: (async function* () {
            for await (const seq of steps()) yield { at: { seq } };
          })(),
        },
        async *text(style) {
          for await (const _ of steps()) yield* hereAnswer(session).text(style);
        },
      };
    },
  };
}

/** `pause`: stops what a viewer plays; what is played at the prompt stops with Ctrl+C. */
export const pauseWord = (stop: () => void): SessionAction => ({
  id: 'pause',
  group: 'move',
  summary: 'stop what a viewer plays',
  examples: [{ call: 'pause', shows: 'where you are; whatever a viewer played stays there' }],
  run: (session) => {
    stop();
    return hereAnswer(session);
  },
});
