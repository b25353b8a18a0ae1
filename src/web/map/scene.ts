import { blockOf } from '../../../machines/kernel/ranges.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { flagsOf } from '../../../machines/section-facts.ts';
import { REMOVED_ENTRY, sectionEntry } from '../../memory/sections.ts';
import type { BlockEntry, MemoryState, SectionEntry } from '../../memory/state.ts';
import type { Page } from '../../timeline/replay/numbered-pages.ts';
import { type Numbered, numberAt, type Picture } from '../../timeline/replay/picture.ts';
import { APPEARANCES, type Appearance, appearanceOf, lettersOf } from './appearance.ts';

/** One section as the map shows it at an instant. */
export interface SceneSection {
  readonly nr: number;
  readonly entry: SectionEntry;
  readonly block: BlockEntry | undefined;
  readonly look: Appearance;
}

/** Memory at an instant as a map looks at it. */
export interface Scene extends Pick<MemoryState, 'profile' | 'blocks'> {
  seen(nr: number): SceneSection;
  /** The looks of 256 sections from `256 * root` on, each as its place in `LOOKS`; null where none of them was ever there. */
  appearances(root: number): Uint8Array | null;
}

/** Sections that a scene tells the looks of at once. */
const ROOT = 256;
const UNPOPULATED = APPEARANCES.findIndex(({ appearance }) => appearance === 'unpopulated');
const CODES: ReadonlyMap<Appearance, number> = new Map(APPEARANCES.map(({ appearance }, code) => [appearance, code]));
const codeOf = (look: Appearance): number => CODES.get(look) ?? UNPOPULATED;

export function sceneSection(state: MemoryState, nr: number): SceneSection {
  const section = sectionNr(nr);
  const entry = sectionEntry(state, section);
  const block = state.memoryBlocks[blockOf(state.blocks, section)];
  return { nr, entry, block, look: appearanceOf(entry, block) };
}

/** A scene of a state of memory. */
export function sceneOfState(state: MemoryState): Scene {
  const roots = new Map<number, Uint8Array>();
  return {
    profile: state.profile,
    blocks: state.blocks,
    seen: (nr) => sceneSection(state, nr),
    appearances(root) {
      if (!state.roots[root]) return null;
      const known = roots.get(root);
      if (known) return known;
      const looks = Uint8Array.from({ length: ROOT }, (_, at) => codeOf(sceneSection(state, root * ROOT + at).look));
      roots.set(root, looks);
      return looks;
    },
  };
}

/** The looks that a page of sections has over some blocks, as they were last made out. */
interface CachedAppearances {
  readonly blockPage: Page | undefined;
  readonly looks: Uint8Array;
}

/**
 * Scenes of pictures of one log. What was looked at before and did not change is not looked at again: pages of a picture
 * that did not change are the same ones.
 */
export function scenesOf({ profile, blocks }: Pick<MemoryState, 'profile' | 'blocks'>): (picture: Picture) => Scene {
  const { sectionsPerBlock } = blocks;
  const kept = new WeakMap<Page, CachedAppearances>();

  const made = (root: number, sections: Picture['sections'], blockTable: Numbered<BlockEntry>, page: Page) => {
    const looks = new Uint8Array(ROOT);
    let [section, block, look] = [-1, -1, 0];
    for (let at = 0; at < ROOT; at++) {
      const number = page[at] ?? 0;
      const blockNumber =
        at % sectionsPerBlock === 0 || block < 0
          ? numberAt(blockTable, Math.floor((root * ROOT + at) / sectionsPerBlock))
          : block;
      if (number !== section || blockNumber !== block) {
        const entry = sections.entries[number];
        look = entry ? codeOf(appearanceOf(entry, blockTable.entries[blockNumber])) : UNPOPULATED;
      }
      [section, block] = [number, blockNumber];
      looks[at] = look;
    }
    return looks;
  };

  const looksOf = (root: number, { sections, blocks: blockTable }: Picture): Uint8Array | null => {
    const page = sections.pages.get(root);
    if (!page) return null;
    // 256 sections, a power of two, never lie in blocks of more than one page of 256.
    const blockPage = blockTable.pages.get(Math.floor(Math.floor((root * ROOT) / sectionsPerBlock) / ROOT));
    const known = kept.get(page);
    if (known && known.blockPage === blockPage) return known.looks;
    const looks = made(root, sections, blockTable, page);
    kept.set(page, { blockPage, looks });
    return looks;
  };

  return (picture) => {
    const { sections, blocks: blockTable } = picture;
    const found: (Uint8Array | null | undefined)[] = [];
    return {
      profile,
      blocks,
      seen(nr) {
        const entry = sections.entries[numberAt(sections, nr)] ?? REMOVED_ENTRY;
        const block = blockTable.entries[numberAt(blockTable, Math.floor(nr / sectionsPerBlock))];
        return { nr, entry, block, look: appearanceOf(entry, block) };
      },
      appearances(root) {
        const known = found[root];
        if (known !== undefined) return known;
        const looks = looksOf(root, picture);
        found[root] = looks;
        return looks;
      },
    };
  };
}

export const lettersAt = ({ profile }: Pick<Scene, 'profile'>, { entry }: SceneSection): string =>
  lettersOf(flagsOf(profile, entry.facts));

/** The zone that a section's pages are in, as far as the log tells: its block's, or Device. */
export function zoneOf({ entry, block, look }: SceneSection): string | null {
  if (look === 'unpopulated') return null;
  if (entry.facts.deviceMap !== 0n && look === 'device') return 'Device';
  return block?.zone ?? null;
}

/** Counts of the sections of each look, while they are counted. */
const counts = new Uint32Array(APPEARANCES.length);

/**
 * The look that most of some sections have, and the next most frequent one, packed into one number below 128: what
 * `looksOf` takes apart.
 */
export function majority(scene: Scene, first: number, last: number): number {
  const root = Math.floor(first / ROOT);
  const looks = scene.appearances(root);
  if (looks && last < (root + 1) * ROOT) {
    // Most often they are all alike.
    const look = looks[first - root * ROOT] as number;
    let at = first - root * ROOT + 1;
    while (at <= last - root * ROOT && looks[at] === look) at++;
    if (at > last - root * ROOT) return look * 16;
  }
  return counted(scene, first, last);
}

function counted(scene: Scene, first: number, last: number): number {
  counts.fill(0);
  for (let root = Math.floor(first / ROOT); root * ROOT <= last; root++) {
    const looks = scene.appearances(root);
    const from = Math.max(first - root * ROOT, 0);
    const to = Math.min(last - root * ROOT, ROOT - 1);
    if (!looks) {
      counts[UNPOPULATED] = (counts[UNPOPULATED] ?? 0) + to - from + 1;
      continue;
    }
    for (let at = from; at <= to; at++) {
      const look = looks[at] as number;
      counts[look] = (counts[look] as number) + 1;
    }
  }
  const largestBut = (other: number): number => {
    let found = -1;
    for (let code = 0; code < counts.length; code++) {
      if (code !== other && (counts[code] ?? 0) > (found < 0 ? 0 : (counts[found] ?? 0))) found = code;
    }
    return found;
  };
  const most = largestBut(-1);
  const next = largestBut(most);
  return most * 16 + next + 1;
}

/** The look of most, and the next most frequent one; null where all are alike. */
export const appearancesOf = (packed: number): readonly [Appearance, Appearance | null] => [
  APPEARANCES[Math.floor(packed / 16)]?.appearance ?? 'unpopulated',
  APPEARANCES[(packed % 16) - 1]?.appearance ?? null,
];
