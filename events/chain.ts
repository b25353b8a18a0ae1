/** SHA-256 of a UTF-8 text, as 64 lower-case hexadecimal digits. Given from outside: this room has no cryptography of its own. */
export type Sha256 = (text: string) => string;

/** What the first event carries as the hash before it. */
export const GENESIS = '0'.repeat(64);

/**
 * The hash of an event: over the hash of the one before, a newline, and the event's canonical form. Whoever changes, drops
 * or swaps an event changes every hash after it.
 */
export const linkHash = (sha256: Sha256, before: string, body: string): string => sha256(`${before}\n${body}`);

/** One link as a store or an export holds it. */
export interface Link {
  readonly position: number;
  readonly body: string;
  readonly hash: string;
}

/** Where a chain is broken first, and how it shows. */
export interface Break {
  readonly position: number;
  readonly reason: string;
}

/** The end of a chain: what a bug report quotes. */
export interface Head {
  readonly position: number;
  readonly hash: string;
}

export const EMPTY_HEAD: Head = Object.freeze({ position: 0, hash: GENESIS });

export type ChainAnswer =
  | { readonly ok: true; readonly head: Head }
  | { readonly ok: false; readonly broken: Break; readonly good: Head };

/** Follows a chain link by link, and tells the first that does not fit. */
export function chainChecker(sha256: Sha256, from: Head = EMPTY_HEAD) {
  let good: Head = from;
  let broken: Break | null = null;
  return {
    /** Takes the next link; after a break, nothing more is judged. */
    take({ position, body, hash }: Link): void {
      if (broken) return;
      if (position !== good.position + 1) {
        const missing = position > good.position + 1;
        broken = {
          position: good.position + 1,
          reason: missing
            ? `event ${good.position + 1} is missing: after ${good.position} comes ${position}`
            : `event ${position} stands where ${good.position + 1} should: events were swapped or repeated`,
        };
        return;
      }
      const expected = linkHash(sha256, good.hash, body);
      if (expected !== hash) {
        broken = {
          position,
          reason: `event ${position} was altered, or another event stood before it: its hash does not fit`,
        };
        return;
      }
      good = { position, hash };
    },
    answer: (): ChainAnswer => (broken ? { ok: false, broken, good } : { ok: true, head: good }),
  };
}
