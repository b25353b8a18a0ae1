import { z } from 'zod';
import { quoted, SourceError } from '../../events/problem.ts';
import { type ListedBlock, parseBlockListing } from '../sources/boot/memory-blocks.ts';
import type { FileSet } from '../sources/file-set.ts';

const sectionsShape = z.array(
  z.looseObject({
    nr: z.int().nonnegative(),
    flags: z.array(z.string()),
    subsectionMap: z.string().nullable(),
  }),
);

/** The kernel's own answer about one section, from its section table. */
export interface SectionAnswer {
  readonly nr: number;
  readonly flags: readonly string[];
  readonly subsectionMap: bigint | null;
}

/** The kernel's answers at one step of a recording. Null where the recording has none. */
export interface StepAnswers {
  readonly step: number;
  readonly name: string;
  readonly sections: readonly SectionAnswer[] | null;
  readonly blocks: readonly ListedBlock[] | null;
}

/** Reads the answers of every step that a recording has. Only `check` may look at them. */
export function readAnswers(files: FileSet): readonly StepAnswers[] {
  return files.folders('steps').flatMap((folder) => {
    const found = /^(\d+)-(.*)$/.exec(folder);
    if (!found) return [];
    const listing = files.text(`steps/${folder}/memory-blocks.tsv`);
    return [
      {
        step: Number(found[1]),
        name: found[2] ?? '',
        sections: readSections(files, `steps/${folder}/sections.json`),
        blocks: listing === null ? null : parseBlockListing(listing).blocks,
      },
    ];
  });
}

function readSections(files: FileSet, file: string): readonly SectionAnswer[] | null {
  const text = files.text(file);
  if (text === null) return null;
  const problem = (read: string): SourceError =>
    new SourceError({
      place: { file: `${files.name}/${file}`, line: 1, column: 1 },
      read,
      expected: 'a JSON list of sections with nr, flags and subsectionMap',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem(quoted(text.slice(0, 40)));
  }
  const parsed = sectionsShape.safeParse(value);
  if (!parsed.success) throw problem(parsed.error.issues[0]?.message ?? 'another shape');
  return parsed.data
    .filter(({ flags }) => flags.length > 0)
    .map(({ nr, flags, subsectionMap }) => ({
      nr,
      flags,
      subsectionMap: subsectionMap === null ? null : BigInt(subsectionMap),
    }));
}
