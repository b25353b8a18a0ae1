import { hereAnswer } from './frame.ts';
import { seqAsked } from './instant.ts';
import type { Session } from './session.ts';
import { instants } from './values.ts';
import type { SessionAction } from './word.ts';

/** Moves a session; what was listed no longer goes on from there. */
export function moveTo(session: Session, seq: number): void {
  session.seq = seq;
  session.listed = null;
}

export const gotoWord: SessionAction = {
  name: 'goto',
  aliases: ['seek', 'jump'],
  group: 'move',
  summary: 'go to an instant',
  args: [
    {
      name: 'when',
      description: "start, end, seq:N (after event N), t:SECONDS (the kernel's clock), step:NN (a dump of a recording)",
      required: true,
      values: instants,
    },
  ],
  options: [],
  examples: [
    { call: 'goto step:03', shows: 'memory as the dump steps/03-… has it' },
    { call: 'goto t:34.7', shows: 'the last event up to that second of the kernel’s clock' },
  ],
  repeats: true,
  keys: ['g'],
  run: (session, input) => {
    moveTo(session, seqAsked(session, input, 'when', input.args['when'] ?? ''));
    return hereAnswer(session);
  },
};

export const whenWord: SessionAction = {
  name: 'when',
  aliases: ['where', 'frame', 'f'],
  group: 'look',
  summary: 'where you are in time: the last event, and what it changed',
  args: [],
  options: [],
  examples: [{ call: 'when', shows: 'the event that the memory you see comes after' }],
  repeats: true,
  run: (session) => hereAnswer(session),
};
