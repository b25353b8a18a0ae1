import type { Evolver } from './evolver.ts';
import { changedSurroundings } from './surroundings-change.ts';

/** Events about what surrounds sections and blocks. */
export const evolveSurroundings: Evolver = (draft, before, event) => {
  Object.assign(draft, changedSurroundings(before, event));
};
