import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const { engines, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly engines: { readonly node: string };
  readonly bin: { readonly memlapse: string };
};
const oldest = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);
const ENTRY = bin.memlapse.replace(/^dist\//, '');

/** The program as a Node that says it is this version begins it. */
const underNode = (version: string) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`,
      join(ROOT, ENTRY),
      '--version',
    ],
    { encoding: 'utf8' },
  );

test('a Node older than package.json asks for is told so in one sentence that any Node can say', () => {
  const ran = underNode(`${oldest - 1}.22.1`);
  expect(ran.stderr).toBe(
    `memlapse needs Node ${oldest} or later; this is Node ${oldest - 1}.22.1. In a checkout, npm run memlapse uses the Node that npm ci brought along.\n`,
  );
  expect([ran.status, ran.stdout]).toEqual([2, '']);
  // Not even a syntax that only newer ones know: static imports would be loaded before the sentence is said.
  expect(readFileSync(join(ROOT, ENTRY), 'utf8')).not.toMatch(/^import .* from|\bawait\b|\?\.|\?\?/m);
});

test('the oldest Node that package.json asks for runs it', () => {
  expect(underNode(`${oldest}.0.0`)).toMatchObject({ status: 0, stderr: '' });
});
