import type { Cursor } from './cursor.ts';

/** Instants with names, to come back to. A value: setting one makes another. */
export type Checkpoints = ReadonlyMap<string, Cursor>;

export const NO_CHECKPOINTS: Checkpoints = new Map();

/** The smallest number that is no checkpoint's name yet. */
function freeName(checkpoints: Checkpoints): string {
  let number = 1;
  while (checkpoints.has(String(number))) number++;
  return String(number);
}

export interface CheckpointSet {
  readonly checkpoints: Checkpoints;
  readonly name: string;
}

/** Names an instant; without a name, by a number. A name that is taken means the new instant from now on. */
export function setCheckpoint(checkpoints: Checkpoints, cursor: Cursor, name = freeName(checkpoints)): CheckpointSet {
  return { checkpoints: new Map(checkpoints).set(name, cursor), name };
}

/** Forgets a checkpoint; one that is none is nothing to forget. */
export function dropCheckpoint(checkpoints: Checkpoints, name: string): Checkpoints {
  const left = new Map(checkpoints);
  left.delete(name);
  return left;
}
