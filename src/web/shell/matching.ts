/** A row of the palette, as far as it is searched. */
interface Named {
  readonly title: string;
  /** Words that find it too. */
  readonly also?: string;
}

/** Rows that have every word that was typed, those whose title begins with the first word before the others. */
export function matching<T extends Named>(typed: string, rows: readonly T[]): readonly T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const text = ({ title, also = '' }: Named): string => `${title} ${also}`.toLowerCase();
  return rows
    .filter((row) => words.every((word) => text(row).includes(word)))
    .toSorted((a, b) => rank(a.title, first) - rank(b.title, first));
}

const rank = (title: string, word: string): number => {
  const text = title.toLowerCase();
  return text.startsWith(word) ? 0 : text.includes(` ${word}`) ? 1 : 2;
};
