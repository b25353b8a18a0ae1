/**
 * Runs every transcript of docs/debugger.md and compares it with what the document shows, as on a terminal of 100
 * columns. Where answers changed on purpose: MEMLAPSE_WRITE=1 npx vitest run test/cli/debug/doc.test.ts writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { WORDS } from '../../../src/actions/debugger/registry.ts';
import { runCli } from '../../../src/cli/program.ts';
import { tempFile } from '../../support/temp.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const FILE = join(ROOT, 'docs', 'debugger.md');
const DOC = readFileSync(FILE, 'utf8');
const WRITES = process.env['MEMLAPSE_WRITE'] === '1';
const COLUMNS = 100;

interface Transcript {
  readonly shown: string;
  readonly command: string;
  readonly words: readonly string[];
}

/** A block that begins with a call of the debugger; what stands behind its prompts is what was typed. */
const TRANSCRIPTS: readonly Transcript[] = [...DOC.matchAll(/```console\n(\$ memlapse debug (\S+)\n[\s\S]*?)```/g)].map(
  ([, shown = '', source = '']) => ({
    shown,
    command: source,
    words: shown.split('\n').flatMap((line) => /^\(memlapse[^)]*\) (.+)$/.exec(line)?.[1] ?? []),
  }),
);

/** What a terminal shows when these words are typed. */
async function typed({ command, words }: Transcript): Promise<string> {
  let shown = '';
  const script = tempFile('words.txt', `${words.join('\n')}\n`);
  const code = await runCli(['debug', join(ROOT, command), '--commands', script], '0.0.0', {
    out: { write: (text) => (shown += text), isTTY: true, columns: COLUMNS },
    err: { write: (text) => (shown += text) },
    env: { NO_COLOR: '1' },
  });
  expect(code).toBe(0);
  return `$ memlapse debug ${command}\n${shown}`;
}

describe('docs/debugger.md', () => {
  let written = DOC;

  test.each(TRANSCRIPTS.map((transcript) => [transcript.words.join('; '), transcript] as const))(
    'shows what is answered to: %s',
    async (_words, transcript) => {
      const shown = await typed(transcript);
      if (WRITES) written = written.replace(transcript.shown, () => shown);
      else expect(transcript.shown).toBe(shown);
    },
  );

  afterAll(() => {
    if (WRITES) writeFileSync(FILE, written);
  });

  test('answers three questions, each in less than a minute of typing', () => {
    const questions = DOC.split(/^## /m).filter((section) => /^[^\n]*\?\n/.test(section));
    expect(questions).toHaveLength(3);
    // A slow typist's 150 characters a minute.
    for (const { words } of TRANSCRIPTS) expect(words.join('\n').length, words[0]).toBeLessThan(150);
  });

  test('names every word with all its short forms, and no word that there is not', () => {
    const rows = DOC.split('\n').filter((line) => line.startsWith('| `'));
    const ticked = rows.map((row) => row.split('|').slice(1, 3).join(' ')).join(' ');
    const named = [...ticked.matchAll(/`([^\s`]+)[^`]*`/g)].map(([, name]) => name).sort();
    expect(named).toEqual(WORDS.flatMap(({ id, aliases = [] }) => [id, ...aliases]).sort());
  });
});
