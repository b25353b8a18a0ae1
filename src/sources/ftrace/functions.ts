import { ADDING } from './functions/adding.ts';
import { BLOCKS } from './functions/blocks.ts';
import { DEVICES } from './functions/devices.ts';
import { REMOVING } from './functions/removing.ts';
import { ZONES } from './functions/zones.ts';
import type { TracedFunction } from './traced-function.ts';

/** Every kernel function that is understood, by name. A probe of any other is a problem of the trace. */
export const FUNCTIONS: ReadonlyMap<string, TracedFunction> = new Map(
  Object.entries({ ...ADDING, ...REMOVING, ...BLOCKS, ...ZONES, ...DEVICES }).map(
    ([name, entry]) => [name, { name, ...entry }] as const,
  ),
);
