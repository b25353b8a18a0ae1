import type { Sha256 } from '../../events/chain.ts';

/** Names of one log, hidden the same way wherever they stand. */
export interface HiddenNames {
  /** `task-` and the first 8 hexadecimal digits of SHA-256(salt + name). */
  task(name: string): string;
  /** Files likewise, sources likewise. */
  file(name: string): string;
  source(name: string): string;
  /** `id-` and 8 digits of what stands before a `#`, with the number after it; else 32 digits of the whole. */
  id(id: string): string;
  /** 1 for the first pid of the log, 2 for the second, and so on. */
  pid(pid: number): number;
  /**
   * Free text: task names of the log as whole words, and pids beside them or after the word pid.
   * @param between what to make of the text around the names.
   */
  text(text: string, between?: (rest: string) => string): string;
  /** Text that quotes its source, and can hold anything: nothing of it stays. */
  quotation(text: string): string;
}

const quotedForRegExp = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A name with its pid, as in `kt-432`; not inside a longer word. */
function wordsOf(names: Iterable<string>): RegExp | undefined {
  const longestFirst = [...names].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return undefined;
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])(${longestFirst.map(quotedForRegExp).join('|')})(?:-(\\d+))?(?![\\p{L}\\p{N}_])`,
    'gu',
  );
}

/** @param tasks every task name of the log. */
export function hiddenNames(sha256: Sha256, salt: string, tasks: ReadonlySet<string>): HiddenNames {
  const pids = new Map<number, number>();
  const words = wordsOf(tasks);
  const hidden = (kind: string, name: string, digits = 8): string =>
    `${kind}-${sha256(`${salt}${name}`).slice(0, digits)}`;
  const pid = (number: number): number => {
    const known = pids.get(number) ?? pids.size + 1;
    pids.set(number, known);
    return known;
  };
  const withoutPids = (text: string): string =>
    text.replace(/\b(pid\W{0,2})(\d{1,10})\b/gi, (_, word: string, number: string) => `${word}${pid(Number(number))}`);
  return {
    task: (name) => hidden('task', name),
    file: (name) => hidden('file', name),
    source: (name) => hidden('source', name),
    id: (id) => {
      const numbered = /^(.*)#(\d{1,15})$/s.exec(id);
      return numbered ? `${hidden('id', numbered[1] ?? '')}#${numbered[2]}` : hidden('id', id, 32);
    },
    pid,
    text: (text, between = (rest) => rest) => {
      let out = '';
      let at = 0;
      const rest = (end: number): string => between(withoutPids(text.slice(at, end)));
      for (const match of words ? text.matchAll(words) : []) {
        const [whole, name = '', number] = match;
        out += `${rest(match.index)}${hidden('task', name)}${number === undefined ? '' : `-${pid(Number(number))}`}`;
        at = match.index + whole.length;
      }
      return out + rest(text.length);
    },
    quotation: (text) => hidden('text', text),
  };
}
