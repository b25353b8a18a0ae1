import { describe, expect, test } from 'vitest';
import {
  type Resource,
  type ResourceTree,
  release,
  reserve,
  systemRamLines,
  systemRamPages,
  touchesSystemRam,
  treeFromLines,
} from '../../src/memory/resources.ts';

const MIB = 2 ** 20;
const line = (start: number, end: number, name = 'System RAM', mergeable = false) => ({ start, end, name, mergeable });

/** The tree after some lines were reserved, each of which must fit. */
const treeOf = (...lines: ReturnType<typeof line>[]): ResourceTree =>
  lines.reduce<ResourceTree>((tree, added) => {
    const answer = reserve(tree, added);
    return answer.ok ? answer.tree : expect.fail(`${added.name} met ${answer.conflict.name}`);
  }, []);
const spans = (tree: ResourceTree): readonly (readonly number[])[] =>
  tree.map(({ start, end }: Resource) => [start, end]);

describe('/proc/iomem', () => {
  test('nests by its indentation', () => {
    const tree = treeFromLines([
      { start: 0, size: 1000, name: 'System RAM', depth: 0 },
      { start: 100, size: 50, name: 'Kernel code', depth: 1 },
      { start: 200, size: 50, name: 'Kernel data', depth: 1 },
      { start: 2000, size: 10, name: 'PCI Bus 0000:00', depth: 0 },
    ]);
    expect(tree.map(({ name, busy, children }) => [name, busy, children.map((child) => child.name)])).toEqual([
      ['System RAM', true, ['Kernel code', 'Kernel data']],
      ['PCI Bus 0000:00', false, []],
    ]);
  });

  test('lets a line in beside others, in order, and inside one that is not busy', () => {
    expect(spans(treeOf(line(200, 299), line(0, 99)))).toEqual([
      [0, 99],
      [200, 299],
    ]);
    const window = treeFromLines([{ start: 0, size: 1000, name: 'PCI Bus 0000:00', depth: 0 }]);
    const inside = reserve(window, line(100, 199));
    expect(inside).toMatchObject({ ok: true, tree: [{ name: 'PCI Bus 0000:00', children: [{ start: 100 }] }] });
  });

  test('keeps a line out that touches a busy one, or that only partly lies in one that is not', () => {
    expect(reserve(treeOf(line(0, 99)), line(99, 199))).toMatchObject({ ok: false, conflict: { start: 0, end: 99 } });
    const window = treeFromLines([{ start: 100, size: 100, name: 'Persistent Memory', depth: 0 }]);
    expect(reserve(window, line(150, 250))).toMatchObject({ ok: false, conflict: { name: 'Persistent Memory' } });
  });

  test('takes the firmware’s reserved ranges for busy only in the first megabyte', () => {
    const reserved = treeFromLines([
      { start: 0, size: 4096, name: 'Reserved', depth: 0 },
      { start: MIB, size: 4096, name: 'Reserved', depth: 0 },
    ]);
    expect(reserved.map(({ busy }) => busy)).toEqual([true, false]);
  });

  test('merges neighbours of one name that both may be merged', () => {
    expect(spans(treeOf(line(0, 99, 'System RAM', true), line(100, 199, 'System RAM', true)))).toEqual([[0, 199]]);
    expect(spans(treeOf(line(0, 99, 'System RAM', true), line(100, 199)))).toHaveLength(2);
    expect(spans(treeOf(line(0, 99, 'System RAM', true), line(100, 199, 'System RAM (kmem)', true)))).toHaveLength(2);
  });
});

describe('a range that is given back', () => {
  test('cuts the line that it lies in', () => {
    expect(spans(release(treeOf(line(0, 299)), 100, 199))).toEqual([
      [0, 99],
      [200, 299],
    ]);
    expect(spans(release(treeOf(line(0, 299)), 0, 299))).toEqual([]);
    expect(spans(release(treeOf(line(0, 299)), 0, 99))).toEqual([[100, 299]]);
  });

  test('leaves everything where it spans several lines, or none', () => {
    const tree = treeOf(line(0, 99), line(100, 199));
    expect(release(tree, 0, 199)).toEqual(tree);
    expect(release(tree, 500, 599)).toEqual(tree);
  });

  test('is found inside a window', () => {
    const window = treeFromLines([
      { start: 0, size: 1000, name: 'PCI Bus 0000:00', depth: 0 },
      { start: 100, size: 100, name: 'System RAM', depth: 1 },
    ]);
    expect(release(window, 100, 199)[0]?.children).toEqual([]);
  });
});

describe('System RAM', () => {
  const tree = treeFromLines([
    { start: 0, size: 5 * 4096 + 100, name: 'System RAM', depth: 0 },
    { start: 0x10000, size: 0x10000, name: 'Persistent Memory', depth: 0 },
    { start: 0x12000, size: 0x4000, name: 'System RAM (kmem)', depth: 1 },
  ]);

  test('is counted in whole pages, wherever its line stands', () => {
    expect(systemRamPages(tree, 0, 16, 4096)).toBe(5);
    expect(systemRamPages(tree, 0x10, 16, 4096)).toBe(4);
    expect(systemRamPages(tree, 3, 1, 4096)).toBe(1);
    expect([...systemRamLines(tree)]).toHaveLength(2);
  });

  test('is touched by a byte of it', () => {
    expect(touchesSystemRam(tree, 5 * 4096 + 99, 0x11fff)).toBe(true);
    expect(touchesSystemRam(tree, 5 * 4096 + 100, 0x11fff)).toBe(false);
  });
});
