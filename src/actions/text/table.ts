import { plain } from '../../../events/plain-text.ts';

export { sizeInWords } from '../../../machines/kernel/units.ts';

/** Columns of text under their headings, as wide as their widest cell. Cells are plain text: colour comes after. */
export function* table(headings: readonly string[], cells: readonly (readonly string[])[]): Generator<string> {
  const rows = cells.map((row) => row.map(plain));
  const widths = headings.map((heading, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), heading.length),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  yield line(headings);
  for (const row of rows) yield line(row);
}

/** `28.475592` seconds of the kernel's clock; a dash where there is no time. */
export function seconds(timeNs: bigint | null): string {
  if (timeNs === null) return '-';
  const micros = timeNs / 1000n;
  return `${micros / 1_000_000n}.${(micros % 1_000_000n).toString().padStart(6, '0')}`;
}
