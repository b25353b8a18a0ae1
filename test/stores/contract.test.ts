import { join } from 'node:path';
import { describe, test } from 'vitest';
import type { EventStore } from '../../events/log.ts';
import { STORE_CONTRACT } from '../../events/store-contract.ts';
import { sha256 } from '../../src/stores/hash.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { tempFiles } from '../support/temp.ts';

function sqlite(): EventStore {
  const opened = sqliteStore(join(tempFiles({}), 'log.memlapse'));
  if (!opened.ok) throw new Error(opened.reason);
  return opened.store;
}

const STORES: readonly (readonly [string, () => EventStore])[] = [
  ['memory', memoryStore],
  ['sqlite', sqlite],
];

describe.each(STORES)('the %s store', (_, make) => {
  test.each(STORE_CONTRACT)('$sentence', async ({ holds }) => {
    const store = make();
    await holds(store, sha256);
    await store.close();
  });
});
