import type { Evolver } from './evolver.ts';
import { changedSystem } from './system-change.ts';

/** Events about what surrounds sections and blocks. */
export const evolveSystem: Evolver = (draft, before, event) => {
  Object.assign(draft, changedSystem(before, event));
};
