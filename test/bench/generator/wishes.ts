import type { OnlineKind } from '../../../machines/operations/memory.ts';
import type { Environment } from '../../../src/memory/commands.ts';
import type { MachineFacts, SiteRange, Wish } from './situation.ts';

/** What is asked of sites, by the names under which their answers are remembered. */
export interface Wishes {
  add(blocks: number, how: AddHow, environment?: Environment): Wish;
  /** Not a whole number of blocks: what a wrong script asks. */
  addOddly(): Wish;
  remove(blocks: number): Wish;
  offlineAndRemove(blocks: number, environment?: Environment): Wish;
  /** `block` counts from the site's first. */
  online(block: number, kind: OnlineKind, environment?: Environment): Wish;
  offline(block: number, environment?: Environment): Wish;
  mapDevice(pages: SiteRange, environment?: Environment): Wish;
  unmapDevice(pages: SiteRange): Wish;
}

export interface AddHow {
  readonly driverName: string | null;
  readonly ownMemmap: boolean;
  readonly autoOnline: OnlineKind | null;
}

const told = (environment: Environment | undefined): string =>
  environment === undefined ? '' : ` ${Object.entries(environment).flat().join('=')}`;

const given = (environment: Environment | undefined) => (environment === undefined ? {} : { environment });

export function wishesOf({ blocks: { blockBytes }, profile: { geometry } }: MachineFacts): Wishes {
  const bytesOf = (blocks: number): bigint => BigInt(blocks) * BigInt(blockBytes);
  const pagesOf = (pages: number): bigint => BigInt(pages) * BigInt(geometry.pageBytes);
  return {
    add: (blocks, how, environment) => ({
      key: `add ${blocks} ${how.driverName} ${how.ownMemmap} ${how.autoOnline}${told(environment)}`,
      command: ({ start, nid }) => ({
        type: 'add_memory',
        start,
        size: bytesOf(blocks),
        nid,
        nidIsGroup: false,
        mergeResource: false,
        ...how,
        ...given(environment),
      }),
    }),
    addOddly: () => ({
      key: 'add oddly',
      command: ({ start, nid }) => ({
        type: 'add_memory',
        start,
        size: BigInt(geometry.subsectionBytes),
        nid,
        ownMemmap: false,
        mergeResource: false,
        nidIsGroup: false,
        driverName: null,
        autoOnline: null,
      }),
    }),
    remove: (blocks) => ({
      key: `remove ${blocks}`,
      command: ({ start }) => ({ type: 'remove_memory', start, size: bytesOf(blocks) }),
    }),
    offlineAndRemove: (blocks, environment) => ({
      key: `offline and remove ${blocks}${told(environment)}`,
      command: ({ start }) => ({
        type: 'offline_and_remove_memory',
        start,
        size: bytesOf(blocks),
        ...given(environment),
      }),
    }),
    online: (at, kind, environment) => ({
      key: `${kind} ${at}${told(environment)}`,
      command: ({ block }) => ({ type: 'online', block: block + at, kind, ...given(environment) }),
    }),
    offline: (at, environment) => ({
      key: `offline ${at}${told(environment)}`,
      command: ({ block }) => ({ type: 'offline', block: block + at, ...given(environment) }),
    }),
    mapDevice: ({ first, pages }, environment) => ({
      key: `map ${first} ${pages}${told(environment)}`,
      command: ({ start, nid }) => ({
        type: 'memremap_pages',
        start: start + pagesOf(first),
        size: pagesOf(pages),
        nid,
        altmap: false,
        ...given(environment),
      }),
    }),
    unmapDevice: ({ first, pages }) => ({
      key: `unmap ${first} ${pages}`,
      command: ({ start }) => ({ type: 'memunmap_pages', start: start + pagesOf(first), size: pagesOf(pages) }),
    }),
  };
}
