/** A page as dump_page() printed it. Source: mm/debug.c __dump_page(), v5.2 … v7.1. */
export interface PageDump {
  readonly pfn: number;
  readonly flags: string | null;
  readonly reason: string | null;
}

/** A dump that is being read: it began on `line`. */
interface OpenDump {
  readonly pfn: number;
  flags: string | null;
  lines: number;
}

const PAGE = /^page:.*\bpfn:0x([0-9a-f]{1,13})\b/;
const FLAGS = /^(?:\w+ )?flags: (0x[0-9a-f]+\([^)]*\)|0x[0-9a-f]+)/;
const REASON = /^page dumped because: (.*)$/;
/** Lines that stand between: those of a folio's head, of its mapping, of its raw words. */
const INSIDE = /^(?:raw: |head: |head:\(|page_type: |page_owner|memcg:|aops:|mapping:|anon|ksm|\S+ ops:|memory dump)/;
/** A dump has some ten lines; what comes later belongs to another. */
const LONGEST = 24;

export type DumpStep =
  /** The line is no part of a dump. */
  | { readonly kind: 'other' }
  /** It is a part of one that goes on. */
  | { readonly kind: 'inside' }
  /** It ends one: the page, where its dump told a pfn. Before v5.9 it told none. */
  | { readonly kind: 'reason'; readonly reason: string };

export interface DumpReader {
  /** Reads one line; `ended` gets a dump that is known to be whole. `mark` is handed back with it. */
  line(text: string): DumpStep;
  /** The text ends here. */
  finish(): void;
}

/**
 * Reads the dumps of a kernel log. Lines of other messages may stand between those of a dump.
 * @param began called with the line on which a dump begins; what it returns goes with the dump when it is whole.
 */
export function dumpReader(began: (pfn: number) => (dump: PageDump) => void): DumpReader {
  let open: (OpenDump & { readonly tell: (dump: PageDump) => void }) | null = null;
  const end = (reason: string | null): void => {
    if (open) open.tell({ pfn: open.pfn, flags: open.flags, reason });
    open = null;
  };
  return {
    line(text) {
      if (open && ++open.lines > LONGEST) end(null);
      const page = PAGE.exec(text);
      if (page) {
        end(null);
        const pfn = Number.parseInt(page[1] ?? '', 16);
        open = { pfn, flags: null, lines: 1, tell: began(pfn) };
        return { kind: 'inside' };
      }
      const reason = REASON.exec(text)?.[1];
      if (reason !== undefined) {
        const known = open !== null;
        end(reason);
        return known ? { kind: 'inside' } : { kind: 'reason', reason };
      }
      if (!open) return { kind: 'other' };
      const flags = FLAGS.exec(text)?.[1];
      if (flags !== undefined) {
        open.flags ??= flags;
        return { kind: 'inside' };
      }
      return INSIDE.test(text) ? { kind: 'inside' } : { kind: 'other' };
    },
    finish: () => end(null),
  };
}
