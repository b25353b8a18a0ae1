import { SourceError } from '../../events/problem.ts';
import { openMerged } from './merge/open-merged.ts';
import type { OpenedSource, OpenOptions } from './opened-source.ts';
import { recognise } from './recognise.ts';

/**
 * Opens a source that was recorded, by what is in it: a recording, its archive, trace text, or what tells less.
 * @returns undefined when the file looks like a scenario, which is another room's to read.
 * @throws SourceError with file, line and column when it can't be read.
 */
export function openRecorded(path: string, options: OpenOptions): OpenedSource | undefined {
  const found = recognise(path);
  return found && openMerged([found], options);
}

/**
 * Opens several sources of one machine and boot as one: their order does not matter, but of snapshots that tell no time.
 * @throws SourceError where one can't be read, is a scenario, or is of another machine or boot.
 */
export function openSeveral(paths: readonly string[], options: OpenOptions): OpenedSource {
  const found = paths.map((path) => {
    options.onSource?.(path);
    return recognise(path) ?? notRecorded(path);
  });
  return openMerged(found, options);
}

function notRecorded(path: string): never {
  throw new SourceError({
    place: { file: path, line: 1, column: 1 },
    read: 'a scenario',
    expected: 'a source that was recorded: what a model decides is no part of what a kernel did',
    advice: 'import it by itself',
  });
}
