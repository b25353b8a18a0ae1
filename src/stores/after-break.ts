import { type Head, type Link, linkHash } from '../../events/chain.ts';
import { sha256 } from './hash.ts';

/** What can be said of the events that stand after the first break of a log. */
export interface AfterBreak {
  /** So many of them can be read. Nothing before the log's head proves them. */
  readonly readable: number;
  /**
   * The run up to the end in which each event fits the hash that the one before it claims: from this position to this
   * head. Who knows the head from elsewhere knows by it that the run is unchanged. Null where even the last does not fit.
   */
  readonly fitting: { readonly from: number; readonly head: Head } | null;
}

/** A link that stands after a break, as it claims to be, and whether its body can be read as an event. */
export type UnprovedLink = Link & { readonly readable: boolean };

/**
 * @param links what stands from the break on, null where not even a link can be read.
 * @param broken position of the event that should stand at the break.
 */
export function afterBreak(links: Iterable<UnprovedLink | null>, broken: number): AfterBreak {
  let readable = 0;
  let before: Head | null = null;
  let from: number | null = null;
  for (const link of links) {
    if (link === null) {
      before = null;
      from = null;
      continue;
    }
    const { position, body, hash } = link;
    const fits = before !== null && position === before.position + 1 && linkHash(sha256, before.hash, body) === hash;
    from = fits ? (from ?? position) : null;
    if (position > broken && link.readable) readable++;
    before = { position, hash };
  }
  return { readable, fitting: before !== null && from !== null ? { from, head: before } : null };
}

/** The same for people. */
export function afterInWords({ readable, fitting }: AfterBreak): string {
  if (readable === 0) return 'after it, no event can be read';
  const counted = `after it, ${readable} ${readable === 1 ? 'event' : 'events'} can be read`;
  if (!fitting) return `${counted}; nothing proves them`;
  const { from, head } = fitting;
  const run = from === head.position ? `event ${from} fits` : `events ${from} to ${head.position} fit`;
  return `${counted}; ${run} what stands before, up to head ${head.position} ${head.hash}: where that is the head that was quoted, they are unchanged`;
}
