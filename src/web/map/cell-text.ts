import { hex } from '../../../machines/kernel/units.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import { APPEARANCES, appearanceOfBit } from './appearance.ts';
import { lettersAt, type Scene, zoneOf } from './scene.ts';

const wordsOf = (look: string): string => APPEARANCES.find((one) => one.appearance === look)?.words ?? look;

/** A section's state, and what its look adds to it: `online, movable` says both. */
const stateWords = (lifecycle: string, look: string): string =>
  look.startsWith(lifecycle) ? look : `${lifecycle}, ${look}`;

/** One section, or one sub-section of it, in a line of text: what the map says by colour and place. */
export function cellText(scene: Scene, nr: number, bit: number | null, refused: boolean): string {
  const seen = scene.seen(nr);
  const { sectionBytes, subsectionBytes } = scene.profile.geometry;
  const start = nr * sectionBytes;
  const zone = zoneOf(seen);
  const { nid, facts } = seen.entry;
  const state = stateInWords(facts.lifecycle);
  const parts = [
    `section ${nr}`,
    `${hex(start)}–${hex(start + sectionBytes - 1)}`,
    seen.look === 'unpopulated' ? state : stateWords(state, wordsOf(seen.look)),
    ...(zone ? [`zone ${zone}`] : []),
    ...(nid === null || seen.look === 'unpopulated' ? [] : [`node ${nid}`]),
    ...(seen.look === 'unpopulated' ? [] : [`flags ${lettersAt(scene, seen)}`]),
    ...(refused ? ['last attempt refused'] : []),
  ];
  if (bit === null) return parts.join(' · ');
  const from = start + bit * subsectionBytes;
  const look = appearanceOfBit(seen.entry, seen.look, bit);
  return `sub-section ${bit} of section ${nr} · ${hex(from)}–${hex(from + subsectionBytes - 1)} · ${
    look === 'unpopulated' ? 'not populated' : wordsOf(look)
  }`;
}
