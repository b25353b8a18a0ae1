import type { MemoryModel } from '../kernel/traits.ts';
import { classic } from './classic.ts';
import type { Guards } from './guards.ts';
import { vmemmap } from './vmemmap.ts';

const SETS: Readonly<Record<MemoryModel, Guards>> = { vmemmap, classic };

/** The guard set of a memory model. */
export const guardsOf = (model: MemoryModel): Guards => SETS[model];
