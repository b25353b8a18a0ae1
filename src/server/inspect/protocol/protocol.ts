import type { ViewerUpdate } from '../updates.ts';

export const PROTOCOL_NAMES = ['statelyai', 'xstate4'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/** A word that a viewer has said to the session: `next`, `goto step:03`, `play 5`. */
export interface Control {
  readonly word: 'next' | 'back' | 'goto' | 'play' | 'pause';
  readonly argument: string;
}

/** What a viewer wants. */
export type ViewerMessage =
  /** It listens from now on, and wants to be told where everything is. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'control'; readonly control: Control }
  /** It wants a machine to take an event: the record can't be changed. */
  | { readonly kind: 'wish'; readonly event: string }
  | { readonly kind: 'nothing' };

/** How a kind of viewer is spoken to. */
export interface Protocol {
  readonly name: ProtocolName;
  /** Whether a viewer announces that it is ready; else updates are sent as soon as it is connected. */
  readonly announcesReady: boolean;
  /** What a telling is in this protocol. */
  messageOf(telling: ViewerUpdate): object;
  /** The last message of all. */
  readonly closing: object | null;
  /** Understands a message. Never throws: whatever it does not understand is nothing. */
  parse(message: string): ViewerMessage;
}
