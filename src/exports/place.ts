import { canonical } from '../../events/canonical.ts';
import { GENESIS, linkHash } from '../../events/chain.ts';
import { toCloudEvent } from '../../events/formats/cloudevent.ts';
import type { EventLog } from '../../events/log.ts';
import { sha256 } from '../stores/hash.ts';
import { placeText } from './place-text.ts';

/** Hashes of further events tell no more logs apart. */
const LAST_HASHED = 4096;

/** Hashes after events 1, 2, 4, 8 … of a log, over what the events say: whatever file they were read from. */
export function hashesOf(log: EventLog): readonly string[] {
  const hashes: string[] = [];
  let before = GENESIS;
  for (const event of log.read(1, LAST_HASHED)) {
    before = linkHash(sha256, before, canonical(toCloudEvent(event, 'log')));
    if (Number.isInteger(Math.log2(event.seq))) hashes.push(before.slice(0, 16));
  }
  return hashes;
}

/** The address of an instant in an inspector that has the log open. */
export const placeIn = (log: EventLog, at: number): string => `#${placeText(hashesOf(log).at(-1) ?? '', at)}`;
