/** Commands whose title has every word that was typed, those that begin with the first word before the others. */
export function matching<T extends { readonly title: string }>(typed: string, commands: readonly T[]): readonly T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  return commands
    .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a.title, first) - rank(b.title, first));
}

const rank = (title: string, word: string): number => {
  const text = title.toLowerCase();
  return text.startsWith(word) ? 0 : text.includes(` ${word}`) ? 1 : 2;
};
