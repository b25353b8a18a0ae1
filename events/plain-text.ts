/** Controls, marks that turn text round or hide it, lone surrogates, line and paragraph separators. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a source, safe to show: a task may call itself anything, escape sequences and right-to-left marks included.
 * What a terminal or an editor would obey instead of show is written as `\x1b` or `\u{202e}`.
 */
export const plain = (text: string): string =>
  text.replaceAll(OBEYED, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
