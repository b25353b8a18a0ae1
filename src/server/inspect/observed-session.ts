import { openSession, type Session, type SessionSource } from '../../actions/debugger/session.ts';
import { type Cursor, cursorAt } from '../../timeline/cursor.ts';

/** Session that reports every move, whichever side makes it. @param seq where it begins */
export function observedSession(
  source: SessionSource,
  seq: number,
  moved: (from: Cursor, to: Cursor) => void,
): Session {
  const session = openSession(source);
  let cursor = cursorAt(session.record, seq);
  return {
    ...session,
    get cursor() {
      return cursor;
    },
    set cursor(to) {
      const from = cursor;
      cursor = to;
      moved(from, to);
    },
  };
}
