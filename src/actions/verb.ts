import type { Action, ActionInput, ActionResult, Examples } from './action.ts';
import type { Session } from './debugger/session.ts';

/** A session that a verb opens instead of giving one answer: the face takes lines for it until it ends. */
export interface SessionOpened {
  readonly session: Session;
  /** File of lines to run instead of asking for them; `-` for standard input. */
  readonly commands: string | undefined;
  /** Whether lines go on after one that failed. */
  readonly keepGoing: boolean;
  /** Who shares the session; null where nobody does. */
  readonly company: Company | null;
}

/** Others that see a session and may move it, as viewers do that attached to it. */
export interface Company {
  /** Printed before the first line: how others come in. */
  readonly invitation: ActionResult;
  /** Where to write what the others do: a line at a time. */
  readonly tellTo: (tell: (line: string) => void) => void;
  /** What happens where nobody types; ends when the user interrupts. */
  readonly alone: () => Promise<void>;
  /** Ends with the session. */
  readonly end: () => Promise<void>;
}

/** An action that opens what it needs: a verb of the shell. */
export interface Verb extends Action {
  readonly examples: Examples;
  readonly run: (input: ActionInput) => ActionResult | SessionOpened | Promise<ActionResult | SessionOpened>;
}
