import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'diagrams.md'), 'utf8');

/** Calls of the page that write a picture into docs/, each with the picture. */
const calls = [...page.matchAll(/^memlapse (diagram .*) --out docs\/(\S+\.svg)$/gm)].map(
  ([, call = '', file = '']) => ({ call: call.split(' '), file }),
);

describe('the pictures in docs/diagrams.md', () => {
  test('are all shown, and each has the call that prints it', () => {
    const pictures = readdirSync(join(ROOT, 'docs')).filter((name) => /^diagram-.*\.svg$/.test(name));
    expect(calls.map(({ file }) => file).sort()).toEqual(pictures.sort());
    for (const picture of pictures) expect(page).toContain(`](${picture})`);
  });

  test.each(calls)('$file is what its call prints now', async ({ call, file }) => {
    const printed = await cli(...call.map((word) => (word.startsWith('test/') ? join(ROOT, word) : word)));
    expect(printed.code).toBe(0);
    expect(readFileSync(join(ROOT, 'docs', file), 'utf8')).toBe(printed.out);
  });
});
