import type { OperationName } from '../../../events/catalogue.ts';

/** Bytes that a message names. */
export interface NamedBytes {
  readonly start: number;
  readonly size: number;
}

/** Kernel call that printed a message: operation, bytes and outcome, by which a trace has it too. */
export interface ReportingCall {
  readonly operations: readonly OperationName[];
  /** How the call ended. */
  readonly outcome: 'done' | 'failed';
}

/** What is known of a line that matters to memory hotplug. */
export interface Meaning {
  readonly about: NamedBytes | null;
  readonly reportedBy: ReportingCall | null;
}

type Find = (found: RegExpExecArray, blockBytes: number) => NamedBytes | null;

interface Message {
  readonly form: RegExp;
  readonly about?: Find;
  readonly saidIn?: ReportingCall;
}

function span(from: string | undefined, size: (start: number) => number): NamedBytes | null {
  const start = Number.parseInt(from ?? '', 16);
  const bytes = size(start);
  return Number.isSafeInteger(start + bytes) && bytes > 0 ? { start, size: bytes } : null;
}

/** First and last byte. */
const toLast: Find = ([, first, last]) => span(first, (start) => Number.parseInt(last ?? '', 16) - start + 1);
const withSize: Find = ([, first, size]) => span(first, () => Number.parseInt(size ?? '', 16));
const block: Find = ([, number], blockBytes) => {
  const start = Number(number) * blockBytes;
  return Number.isSafeInteger(start + blockBytes) ? { start, size: blockBytes } : null;
};

const HEX = '(?:0x)?([0-9a-f]{1,16})';
const failed = (...operations: readonly OperationName[]): ReportingCall => ({ operations, outcome: 'failed' });

/**
 * What kernels v5.2 … v7.1 print about memory hotplug, by how a message begins. The files: mm/memory_hotplug.c, mm/sparse.c,
 * mm/sparse-vmemmap.c, mm/page_isolation.c, mm/page_alloc.c, mm/memremap.c, mm/memory-failure.c, drivers/base/memory.c and
 * node.c, lib/notifier-error-inject.c, and the drivers that add memory: acpi_memhotplug, virtio_mem, dax/kmem.
 */
const MESSAGES: readonly Message[] = [
  {
    form: new RegExp(String.raw`^memory offlining \[mem ${HEX}-${HEX}\] failed`),
    about: toLast,
    saidIn: failed('offline'),
  },
  { form: /^Offlined Pages \d/, saidIn: { operations: ['offline'], outcome: 'done' } },
  { form: new RegExp(String.raw`^online_pages \[mem ${HEX}-${HEX}\] failed`), about: toLast, saidIn: failed('online') },
  {
    form: new RegExp(String.raw`^removing memory fails, because memory \[${HEX}-${HEX}\] is onlined`),
    about: toLast,
    saidIn: failed('remove_memory', 'offline_and_remove_memory'),
  },
  {
    form: new RegExp(String.raw`^Block size \[\S+\] unaligned hotplug range: start ${HEX}, size ${HEX}`),
    about: withSize,
    saidIn: failed('add_memory', 'remove_memory', 'offline_and_remove_memory'),
  },
  {
    form: new RegExp(`^Unable to reserve System RAM region: ${HEX}->${HEX}`),
    about: toLast,
    saidIn: failed('add_memory'),
  },
  { form: /^Conflicting mapping in same section/, saidIn: failed('memremap_pages') },
  { form: /^\S+ attempted on (?:mixed|intersecting) region/, saidIn: failed('memremap_pages') },
  { form: /^memory memory(\d{1,9}): /, about: block },
  { form: /^node node\d+: can't create link to memory(\d{1,9}) /, about: block },
  { form: /^(?:kobject: )?kobject_add_internal failed for memory(\d{1,9}) /, about: block },
  { form: /^sysfs: cannot create duplicate filename '\S*\/memory(\d{1,9})'/, about: block },
  { form: /^Misaligned \S+ start: / },
  { form: /^Hotplug(?:ged)? memory .*exceeds maximum addressable/ },
  { form: /^Injecting error \(-?\d+\) to MEM_/ },
  { form: /^altmap_alloc_block_buf: / },
  { form: /^vmemmap alloc failure/ },
  { form: /^section already deactivated/ },
  { form: /^(?:migrating pfn [0-9a-f]+ failed|failed to isolate pfn [0-9a-f]+)/ },
  { form: /^(?:\w+: )?\[[0-9a-f]+, [0-9a-f]+\) PFNs busy/ },
  { form: /^Memory failure: 0x/ },
  { form: /^virtio_mem virtio\d+: / },
  { form: /^kmem dax\S+: / },
  { form: /^acpi PNP0C80:\S+ / },
  {
    form: /^(?:WARNING: .* at|kernel BUG at) (?:mm\/(?:memory_hotplug|sparse|sparse-vmemmap|page_isolation|memremap)\.c|drivers\/(?:base\/memory|acpi\/acpi_memhotplug|virtio\/virtio_mem|dax\/kmem)\.c|arch\/\w+\/mm\/(?:init|init_64|mmu)\.c)/,
  },
];

/** All forms in one: most lines of a kernel log are about other things. */
const ANY = new RegExp(MESSAGES.map(({ form }) => form.source).join('|'));

/** What a line of the kernel log says of memory hotplug; undefined for a line that does not. */
export function meaningOf(text: string, blockBytes: number): Meaning | undefined {
  if (!ANY.test(text)) return undefined;
  for (const { form, about, saidIn } of MESSAGES) {
    const found = form.exec(text);
    if (found) return { about: about?.(found, blockBytes) ?? null, reportedBy: saidIn ?? null };
  }
  return undefined;
}
