import { plain } from '../../events/plain-text.ts';

/** Longest text from a log in one comment. */
const LONGEST = 200;

/** Text from a log as it may stand in a comment: one line, nothing that a terminal or an editor acts on, bounded. */
export function commentText(text: string): string {
  const line = plain(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}...` : line;
}

/** A line of a POSIX shell script that says something and does nothing, whatever the text holds. */
export const comment = (text: string): string => `# ${commentText(text)}`.trimEnd();
