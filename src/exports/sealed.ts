import { EMPTY_HEAD, type Head, linkHash } from '../../events/chain.ts';
import { contentOf } from '../../events/content.ts';
import { lineOf, sealOf } from '../../events/formats/ndjson.ts';
import type { NewEvent } from '../../events/log.ts';
import { sha256 } from '../stores/hash.ts';
import { DamagedLog } from '../stores/sqlite.ts';

/** Events chained from the beginning: the line of each with its hash, and the head that it makes. */
export function sealedChain() {
  let head: Head = EMPTY_HEAD;
  return {
    /** @throws DamagedLog for an event that can't be written: memlapse writes none. */
    take(event: NewEvent): string {
      const content = contentOf(event, head.position + 1);
      if (!content.ok) throw new DamagedLog(head.position + 1, content.reason);
      head = { position: head.position + 1, hash: linkHash(sha256, head.hash, content.body) };
      return lineOf({ body: content.body, hash: head.hash });
    },
    head: (): Head => head,
    /** The last line. */
    seal: (): string => sealOf(head),
  };
}
