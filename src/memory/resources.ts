/**
 * The part of the kernel's resource tree that decides about memory hotplug: /proc/iomem, line by line.
 * Addresses are bytes; ends are included, as /proc/iomem prints them.
 */
export interface Resource {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** A busy line can hold no other; /proc/iomem does not show it, so it is judged by name. */
  readonly busy: boolean;
  readonly mergeable: boolean;
  readonly children: ResourceTree;
}

/** Siblings in address order. */
export type ResourceTree = readonly Resource[];

export interface ResourceLine {
  readonly start: number;
  readonly size: number;
  readonly name: string;
  readonly depth: number;
}

const isSystemRamName = (name: string): boolean => name === 'System RAM' || /^System RAM \(.+\)$/.test(name);
export const isSystemRam = (line: Pick<Resource, 'name' | 'busy'>): boolean => line.busy && isSystemRamName(line.name);

const MIB = 2 ** 20;

/**
 * Whether a boot-time line is busy. Firmware-reserved ranges from 1 MiB up, bridges' windows and persistent memory are
 * not; what a driver or the kernel holds is (arch/x86/kernel/e820.c do_mark_busy(); kernel/resource.c).
 */
function looksBusy(name: string, start: number): boolean {
  if (name === 'Reserved' || name === 'reserved') return start < MIB;
  if (/^(PCI Bus|PCI mem|Persistent Memory|Soft Reserved|CXL Window|virtio\d|pci |[0-9a-f]{4}:)/.test(name))
    return false;
  return true;
}

const overlaps = (line: Resource, start: number, end: number): boolean => line.start <= end && line.end >= start;

/** Builds the tree from /proc/iomem's lines; depth is half the indentation. */
export function treeFromLines(lines: readonly ResourceLine[]): ResourceTree {
  const build = (from: number, depth: number): [Resource[], number] => {
    const siblings: Resource[] = [];
    let index = from;
    for (let line = lines[index]; line && line.depth >= depth; line = lines[index]) {
      const [children, next] = build(index + 1, line.depth + 1);
      const { start, size, name } = line;
      siblings.push({ start, end: start + size - 1, name, busy: looksBusy(name, start), mergeable: false, children });
      index = next;
    }
    return [siblings, index];
  };
  return build(0, 0)[0];
}

export type Reservation =
  | { readonly ok: true; readonly tree: ResourceTree }
  | { readonly ok: false; readonly conflict: Pick<Resource, 'name' | 'start' | 'end'> };

const inOrder = (siblings: readonly Resource[]): ResourceTree => [...siblings].sort((a, b) => a.start - b.start);

/**
 * Puts a busy System RAM line where it fits: beside others, or inside a line that is not busy and holds it whole.
 * Source: kernel/resource.c __request_region(), v5.2 … v7.1.
 */
export function reserve(tree: ResourceTree, line: Omit<Resource, 'busy' | 'children'>): Reservation {
  const taken = tree.find((sibling) => overlaps(sibling, line.start, line.end));
  if (!taken) return { ok: true, tree: merged(inOrder([...tree, { ...line, busy: true, children: [] }])) };
  if (taken.busy || line.start < taken.start || line.end > taken.end) return { ok: false, conflict: taken };
  const inside = reserve(taken.children, line);
  if (!inside.ok) return inside;
  return { ok: true, tree: tree.map((sibling) => (sibling === taken ? { ...taken, children: inside.tree } : sibling)) };
}

/** Neighbouring mergeable System RAM lines of one name become one (kernel/resource.c merge_system_ram_resource(), v5.10). */
function merged(siblings: ResourceTree): ResourceTree {
  const out: Resource[] = [];
  for (const line of siblings) {
    const before = out.at(-1);
    const fits = before && before.end + 1 === line.start && before.name === line.name;
    if (fits && before.mergeable && line.mergeable && before.children.length + line.children.length === 0) {
      out[out.length - 1] = { ...before, end: line.end };
    } else out.push(line);
  }
  return out;
}

/**
 * Gives a range back. Only a range inside one busy line goes; one that spans several lines leaves them all, silently.
 * Source: kernel/resource.c release_mem_region_adjustable(), v5.2 … v7.1.
 */
export function release(tree: ResourceTree, start: number, end: number): ResourceTree {
  const holder = tree.find((line) => line.start <= start && line.end >= end);
  if (!holder) return tree;
  if (!holder.busy) {
    return tree.map((line) => (line === holder ? { ...holder, children: release(holder.children, start, end) } : line));
  }
  const rest: Resource[] = [];
  const part = (from: number, to: number): Resource => ({
    ...holder,
    start: from,
    end: to,
    children: holder.children.filter((child) => child.start >= from && child.end <= to),
  });
  if (holder.start < start) rest.push(part(holder.start, start - 1));
  if (holder.end > end) rest.push(part(end + 1, holder.end));
  return inOrder([...tree.filter((line) => line !== holder), ...rest]);
}

/** Every busy System RAM line, wherever it stands in the tree. */
export function* systemRamLines(tree: ResourceTree): Generator<Resource> {
  for (const line of tree) {
    if (isSystemRam(line)) yield line;
    else yield* systemRamLines(line.children);
  }
}

/** Whole pages of busy System RAM in a page range (kernel/resource.c walk_system_ram_range(), v5.2 … v7.1). */
export function systemRamPages(tree: ResourceTree, firstPfn: number, nrPages: number, pageBytes: number): number {
  let pages = 0;
  for (const line of systemRamLines(tree)) {
    const first = Math.max(Math.ceil(line.start / pageBytes), firstPfn);
    const end = Math.min(Math.floor((line.end + 1) / pageBytes), firstPfn + nrPages);
    if (end > first) pages += end - first;
  }
  return pages;
}

/** Whether any busy System RAM lies in a byte range (kernel/resource.c region_intersects()). */
export function touchesSystemRam(tree: ResourceTree, start: number, end: number): boolean {
  for (const line of systemRamLines(tree)) if (overlaps(line, start, end)) return true;
  return false;
}
