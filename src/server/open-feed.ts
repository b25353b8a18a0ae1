import { existsSync } from 'node:fs';
import { packedLog } from '../../events/packed/packed-log.ts';
import { sizeInWords } from '../../machines/kernel/units.ts';
import { type ActionInput, textOption, UsageError } from '../actions/action.ts';
import { keptEvents } from '../actions/new-events.ts';
import { type LogSource, logSource } from '../actions/source.ts';
import { logKind } from '../stores/log-file.ts';
import { sqliteStore } from '../stores/sqlite.ts';
import type { Feed } from './feed.ts';

/** A `.memlapse` file may grow while it is looked at; everything else is as it is. */
function growthOf(name: string): Feed['grows'] {
  if (!existsSync(name) || logKind(name) !== 'sqlite') return null;
  return () => {
    const opened = sqliteStore(name, { create: false, readOnly: true });
    if (!opened.ok) throw new Error(opened.reason);
    return opened.store;
  };
}

/** A `.memlapse` file in which nothing was recorded yet: there is no memory to show, but there may be soon. */
async function emptyFeed(name: string, file: Pick<Feed, 'grows' | 'kept'>): Promise<Feed | null> {
  const store = file.grows?.();
  if (!store) return null;
  try {
    const { position } = await store.head();
    return position === 0 ? { source: { name, log: packedLog(), baseline: 0, notes: [] }, ...file } : null;
  } finally {
    await store.close();
  }
}

/** Sections and blocks of two records must be as large, or their numbers mean other addresses. @throws UsageError */
function assertComparable(one: LogSource, other: LogSource): void {
  const sizesOf = ({ initial }: LogSource): string => {
    const { sectionBytes, subsectionBytes } = initial.profile.geometry;
    const sizes = [sectionBytes, subsectionBytes, initial.blocks.blockBytes].map(sizeInWords);
    return `sections of ${sizes[0]}, sub-sections of ${sizes[1]} and blocks of ${sizes[2]}`;
  };
  if (sizesOf(one) === sizesOf(other)) return;
  throw new UsageError(
    `${other.name} has ${sizesOf(other)}, ${one.name} ${sizesOf(one)}: they can't lie on one map; memlapse compare holds their operations against each other`,
  );
}

/** What the page is fed with, and under which kernel; null for a log that does not tell yet. */
export async function feedOf(
  name: string,
  input: ActionInput,
): Promise<{ readonly feed: Feed; readonly profile: string | null }> {
  const second = textOption(input, 'beside');
  const kept = keptEvents(name);
  const file = { grows: growthOf(name), ...(kept && { kept }) };
  const empty = await emptyFeed(name, file);
  if (empty && second !== undefined)
    throw new UsageError(`${name} has no events yet: open it alone, or when there is memory to lie beside ${second}`);
  if (empty) return { feed: empty, profile: null };
  const source = await logSource(name, input);
  const beside = second === undefined ? undefined : await logSource(second, input);
  if (beside) assertComparable(source, beside);
  return {
    feed: { source, ...file, ...(beside && { beside }) },
    profile: source.final.profile.name,
  };
}
