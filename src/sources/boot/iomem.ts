import { bytes } from '../../../machines/kernel/units.ts';
import type { ResourceLine } from '../../memory/resources.ts';

/** Lines stand four or five deep on real machines; the tree is walked by recursion. */
const DEEPEST = 32;
const LINE = /^( *)([0-9a-f]+)-([0-9a-f]+) : (.+)$/;

/**
 * Lines of /proc/iomem. Read without root it shows zeros for every address: then nothing is known, and null is returned.
 * Lines beyond 2^53, too deep, or that are no iomem lines are left out and counted.
 */
export function parseIomem(text: string): { readonly lines: readonly ResourceLine[]; readonly skipped: number } | null {
  const lines: ResourceLine[] = [];
  let skipped = 0;
  for (const raw of text.split(/\r?\n/)) {
    if (raw.trim() === '') continue;
    const found = LINE.exec(raw);
    const start = Number.parseInt(found?.[2] ?? '', 16);
    const end = Number.parseInt(found?.[3] ?? '', 16);
    const depth = Math.floor((found?.[1] ?? '').length / 2);
    if (!found || !Number.isSafeInteger(end + 1) || end < start || depth > DEEPEST) skipped++;
    else {
      lines.push({ start: bytes(start), size: bytes(end - start + 1), name: found[4] ?? '', depth });
    }
  }
  return lines.some((line) => line.start > 0) ? { lines, skipped } : null;
}
