import type { SessionAction } from '../action.ts';

/** What a first word of a line may mean. */
export type WordFound =
  | { readonly kind: 'word'; readonly word: SessionAction }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly SessionAction[] }
  | { readonly kind: 'unknown'; readonly nearest: SessionAction | undefined };

/** How many letters have to be changed, left out, added or swapped to make one word of another. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

const namesOf = ({ id, aliases = [] }: SessionAction): readonly string[] => [id, ...aliases];
/** More letters than the longest word has are not worth comparing. */
const LONGEST = 40;

/** The word that a text means: its name or an alias whole, or a beginning that only one word has, as in gdb. */
export function wordMeant(words: readonly SessionAction[], text: string): WordFound {
  const exact = words.find((word) => namesOf(word).includes(text));
  if (exact) return { kind: 'word', word: exact };
  const candidates = words.filter((word) => namesOf(word).some((name) => name.startsWith(text)));
  const [only, ...others] = candidates;
  if (only && others.length === 0) return { kind: 'word', word: only };
  if (only) return { kind: 'ambiguous', candidates };
  if (text.length > LONGEST) return { kind: 'unknown', nearest: undefined };
  const near = words
    .map((word) => ({ word, far: Math.min(...namesOf(word).map((name) => distance(text, name))) }))
    .sort((a, b) => a.far - b.far)[0];
  return {
    kind: 'unknown',
    nearest: near && near.far <= Math.max(1, Math.floor(text.length / 3)) ? near.word : undefined,
  };
}
