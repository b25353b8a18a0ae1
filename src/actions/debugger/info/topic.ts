import { type ActionResult, EXIT, type Style } from '../../action.ts';
import type { Session } from '../session.ts';

/** One thing that `info` tells of. */
export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly answer: (session: Session) => ActionResult;
}

/** An answer that is one value for programs and some lines for people. */
export const answerOf = (value: unknown, text: (style: Style) => Iterable<string>): ActionResult => ({
  exit: EXIT.clean,
  json: { kind: 'value', value },
  text,
});

/** Lines of a table, its headings in bold. */
export function* withHeading(lines: Iterable<string>, style: Style): Generator<string> {
  let first = true;
  for (const line of lines) {
    yield first ? style.paint(line, 'bold') : line;
    first = false;
  }
}
