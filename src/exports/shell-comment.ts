/** Longest text from a log in one comment. */
const LONGEST = 200;

/** C0 and C1 controls (newlines among them), line and paragraph separators, and the marks that turn the order of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Text from a log as it may stand in a comment: one line, nothing that a terminal or an editor acts on, bounded. */
export function commentText(text: string): string {
  const plain = text.toWellFormed().replace(UNPRINTABLE, '?');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST).toWellFormed()}...` : plain;
}

/** A line of a POSIX shell script that says something and does nothing, whatever the text holds. */
export const comment = (text: string): string => `# ${commentText(text)}`.trimEnd();
