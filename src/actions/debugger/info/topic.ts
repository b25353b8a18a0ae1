import type { ActionResult, Style } from '../../action.ts';
import type { Session } from '../session.ts';

/** One thing that `info` tells of. */
export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly answer: (session: Session) => ActionResult;
}

/** Lines of a table, its headings in bold. */
export function* withHeading(lines: Iterable<string>, style: Style): Generator<string> {
  let first = true;
  for (const line of lines) {
    yield first ? style.paint(line, 'bold') : line;
    first = false;
  }
}
