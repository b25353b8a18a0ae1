import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { profileByName } from '../../machines/kernel/profile.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';

export const RECORDINGS_FOLDER = join(import.meta.dirname, '..', 'recordings');

/** Every shipped recording: `kernel--scenario`. */
export const recordingNames: readonly string[] = readdirSync(RECORDINGS_FOLDER)
  .filter((file) => file.endsWith('.tar.gz'))
  .map((file) => file.replace(/\.tar\.gz$/, ''))
  .sort();

export const recordingPath = (name: string): string => join(RECORDINGS_FOLDER, `${name}.tar.gz`);

const OPENED = new Map<string, OpenedSource>();

/** A shipped recording, opened once for all tests of a worker: nobody may append to its log. */
export function openShipped(name: string): OpenedSource {
  const before = OPENED.get(name);
  if (before) return before;
  const profile = profileByName('vmemmap');
  if (!profile.ok) throw new Error(profile.reason);
  const source = openRecorded(recordingPath(name), { profile: profile.profile });
  if (!source) throw new Error(`${name} is no recording`);
  OPENED.set(name, source);
  return source;
}
