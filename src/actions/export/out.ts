import { existsSync, realpathSync } from 'node:fs';
import { packingOfName, writeOut } from '../../exports/out-file.ts';
import type { Packing } from '../../stores/packed.ts';
import {
  type ActionInput,
  type ActionResult,
  type OptionSpec,
  textOption,
  UsageError,
  valueAnswer,
} from '../action.ts';

/** A file to write, and how it is compressed. */
export interface OutFile {
  readonly path: string;
  readonly packing: Packing | null;
}

/** Writes a document into a file, whole or not at all. */
export async function writtenAnswer(
  { path, packing }: OutFile,
  format: string,
  lines: Iterable<string> | AsyncIterable<string>,
  notes: readonly string[] = [],
): Promise<ActionResult> {
  const bytes = await writeOut(path, lines, packing);
  const value = { out: path, format, compress: packing, bytes };
  return { ...valueAnswer(value, () => [`${path}: ${bytes} bytes${packing ? `, ${packing}` : ''}`]), notes };
}

/** Where to write, and how; undefined for standard output. `source` is never written over. @throws UsageError */
export function outOf(input: ActionInput, source: string | undefined): OutFile | undefined {
  const path = textOption(input, 'out');
  const compress = textOption(input, 'compress');
  if (path === undefined) {
    if (compress === undefined) return undefined;
    throw new UsageError('--compress goes with --out FILE; into a pipe, write | gzip or | zstd');
  }
  if (compress !== undefined && compress !== 'gzip' && compress !== 'zstd' && compress !== 'none')
    throw new UsageError(`--compress takes gzip, zstd or none, not ${JSON.stringify(compress)}`);
  if (existsSync(path)) {
    if (source !== undefined && existsSync(source) && realpathSync(source) === realpathSync(path))
      throw new UsageError(`${path} is what is exported: choose another file`);
    if (input.options['force'] !== true) throw new UsageError(`${path} is there already; --force writes over it`);
  }
  return { path, packing: compress === undefined ? packingOfName(path) : compress === 'none' ? null : compress };
}

export const OUT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--out <file>',
    description: 'write to a file, which is there whole or not at all; .gz and .zst are compressed',
  },
  { flags: '--compress <how>', description: 'with --out: gzip, zstd or none, whatever the name ends in' },
  { flags: '--force', description: 'with --out: write over a file that is there' },
];
