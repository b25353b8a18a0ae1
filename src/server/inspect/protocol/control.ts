import { z } from 'zod';
import type { Control, ViewerMessage } from './protocol.ts';

/** What a viewer may say to the session, by the type of an event that it sends; the field that carries the argument. */
export const CONTROLS = {
  'memlapse.next': { word: 'next', argument: 'how' },
  'memlapse.back': { word: 'back', argument: 'how' },
  'memlapse.goto': { word: 'goto', argument: 'when' },
  'memlapse.play': { word: 'play', argument: 'rate' },
  'memlapse.pause': { word: 'pause', argument: '' },
} as const satisfies Readonly<Record<string, { readonly word: Control['word']; readonly argument: string }>>;

/** An argument is one token: a count, a subject, an instant. */
const ARGUMENT = /^[\w.:]{1,40}$/;

const isControl = (type: string): type is keyof typeof CONTROLS => Object.hasOwn(CONTROLS, type);

const eventShape = z.looseObject({ type: z.string().max(200) });

/** What an event that a viewer sends means. A control with an argument that is none is nothing. */
export function messageOfEvent(event: unknown): ViewerMessage {
  const parsed = eventShape.safeParse(event);
  if (!parsed.success) return { kind: 'nothing' };
  const { type } = parsed.data;
  if (!isControl(type)) return { kind: 'wish', event: type };
  const { word, argument: field } = CONTROLS[type];
  const given = parsed.data[field];
  if (given === undefined || field === '') return { kind: 'control', control: { word, argument: '' } };
  const argument = typeof given === 'number' ? String(given) : given;
  if (typeof argument !== 'string' || !ARGUMENT.test(argument)) return { kind: 'nothing' };
  return { kind: 'control', control: { word, argument } };
}

/** JSON as a value, or undefined for text that is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever sent it is not a viewer that anything is owed to.
    return undefined;
  }
}
