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

/** A line on its way in. */
export type NewLine = Pick<Resource, 'start' | 'end' | 'name' | 'mergeable'>;

export type Reservation =
  | { readonly ok: true; readonly tree: ResourceTree }
  | { readonly ok: false; readonly conflict: Pick<Resource, 'name' | 'start' | 'end'> };

/** Puts siblings in address order, where they are not. Only a source that lists them otherwise needs it. */
function putInOrder(siblings: Resource[]): void {
  for (let index = 1; index < siblings.length; index++) {
    if ((siblings[index - 1] as Resource).start <= (siblings[index] as Resource).start) continue;
    siblings.sort((a, b) => a.start - b.start);
    return;
  }
}

/**
 * Puts a busy System RAM line among siblings where it fits: beside others, or inside a line that is not busy and holds it
 * whole. Only siblings from `from` to before `to` are looked at: the caller knows that no other touches the line.
 * @returns null when it stands; else the line in its way, and all is as it was.
 * Source: kernel/resource.c __request_region(), v5.2 … v7.1.
 */
export function reserveAmong(siblings: Resource[], line: NewLine, from = 0, to = siblings.length): Resource | null {
  let at = to;
  for (let index = to - 1; index >= from; index--) {
    const { start } = siblings[index] as Resource;
    if (start > line.start) at = index;
  }
  for (let index = from; index < to; index++) {
    const taken = siblings[index] as Resource;
    if (!overlaps(taken, line.start, line.end)) continue;
    if (taken.busy || line.start < taken.start || line.end > taken.end) return taken;
    const children = [...taken.children];
    const conflict = reserveAmong(children, line);
    if (conflict === null) siblings[index] = { ...taken, children };
    return conflict;
  }
  const { start, end, name, mergeable } = line;
  const placed: Resource = { start, end, name, busy: true, mergeable, children: [] };
  siblings.splice(at, 0, placed);
  if (from === 0 && to + 1 === siblings.length) putInOrder(siblings);
  if (mergeable) mergeAround(siblings, siblings.indexOf(placed, from));
  return null;
}

const mergesWith = (line: Resource, next: Resource | undefined): next is Resource =>
  next !== undefined &&
  line.end + 1 === next.start &&
  line.name === next.name &&
  line.mergeable &&
  next.mergeable &&
  line.children.length + next.children.length === 0;

/** A mergeable line and its neighbours of the same name become one (kernel/resource.c merge_system_ram_resource(), v5.10). */
function mergeAround(siblings: Resource[], at: number): void {
  for (const index of [at, at - 1]) {
    const line = siblings[index];
    const next = siblings[index + 1];
    if (line && mergesWith(line, next)) siblings.splice(index, 2, { ...line, end: next.end });
  }
}

/**
 * Gives a range back. Only a range inside one busy line goes; one that spans several lines leaves them all, silently. Only
 * siblings from `from` to before `to` are looked at.
 * @returns whether anything went.
 * Source: kernel/resource.c release_mem_region_adjustable(), v5.2 … v7.1.
 */
export function releaseAmong(
  siblings: Resource[],
  start: number,
  end: number,
  from = 0,
  to = siblings.length,
): boolean {
  for (let index = from; index < to; index++) {
    const holder = siblings[index] as Resource;
    if (holder.start > start || holder.end < end) continue;
    if (!holder.busy) {
      const children = [...holder.children];
      if (!releaseAmong(children, start, end)) return false;
      siblings[index] = { ...holder, children };
      return true;
    }
    siblings.splice(index, 1);
    if (holder.end > end) siblings.splice(index, 0, partOf(holder, end + 1, holder.end));
    if (holder.start < start) siblings.splice(index, 0, partOf(holder, holder.start, start - 1));
    return true;
  }
  return false;
}

const partOf = (line: Resource, start: number, end: number): Resource => ({
  ...line,
  start,
  end,
  children: line.children.filter((child) => child.start >= start && child.end <= end),
});

/** The tree with a line in it, as `reserveAmong` puts it there. */
export function reserve(tree: ResourceTree, line: NewLine): Reservation {
  const siblings = [...tree];
  const conflict = reserveAmong(siblings, line);
  return conflict === null ? { ok: true, tree: siblings } : { ok: false, conflict };
}

/** The tree without a range, as `releaseAmong` takes it out. */
export function release(tree: ResourceTree, start: number, end: number): ResourceTree {
  const siblings = [...tree];
  return releaseAmong(siblings, start, end) ? siblings : tree;
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
