import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { cli, ndjson } from '../../support/cli.ts';
import { recordingPath } from '../../support/recordings.ts';
import { sessionOn } from '../../support/session.ts';
import { tempFile } from '../../support/temp.ts';
import { seqOf } from '../../timeline/lives.ts';

const NAME = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const PMEM = recordingPath(NAME);
const { record } = sessionOn(NAME);

/** Runs the debugger with words on standard input. */
async function piped(words: string, ...argv: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['debug', PMEM, ...argv], '0.0.0', {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
    in: Readable.from([words]),
    env: {},
  });
  return { code, out, err };
}

describe('a script of words', () => {
  test('echoes each word behind the prompt, with its answer', async () => {
    const script = tempFile('words.txt', '# where it refused\n\nfind EINVAL\nprint block:10\n');
    const ran = await cli('debug', PMEM, '--commands', script);
    expect(ran.code).toBe(0);
    expect(ran.out.split('\n')).toEqual(
      expect.arrayContaining([
        `(memlapse ${record.baseline}/${record.end}) find EINVAL`,
        `(memlapse ${seqOf(record, 'operation.refused')}/${record.end} 43.503 357s) print block:10`,
      ]),
    );
    expect(ran.out).not.toContain('# where');
    expect(ran.out).not.toContain('\u001b');
  });

  test('stops at the first word that fails, with file, line and column, and exit code 2', async () => {
    const script = tempFile('words.txt', 'when\ngoto soon\nwhen\n');
    const ran = await cli('debug', PMEM, '--commands', script);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/words\.txt:2:6: "soon" is no instant/);
    expect(ran.out.match(/when/g)).toHaveLength(1);
  });

  test('goes on past a failure with --keep-going, and exits with findings', async () => {
    const ran = await piped('goto soon\nwhen\n', '--keep-going');
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/<stdin>:1:6: /);
    expect(ran.out).toMatch(/\) when\n/);
  });

  test('comes through a pipe as well as by --commands -', async () => {
    const words = 'goto step:03\nquit\nwhen\n';
    const [alone, dash] = [await piped(words), await piped(words, '--commands', '-')];
    expect(alone).toEqual(dash);
    expect(alone.code).toBe(0);
    expect(alone.out).not.toMatch(/\) when/);
  });

  test('with --json prints one object a line and nothing else', async () => {
    const ran = await piped('# words\ngoto step:03\n\ninfo blocks\ngoto soon\nwhen\n', '--json', '--keep-going');
    const answers = ndjson(ran);
    expect(answers.map(({ word, ok }) => [word, ok])).toEqual([
      ['goto', true],
      ['info', true],
      ['goto', false],
      ['when', true],
    ]);
    for (const one of answers) expect(Object.keys(one)).toEqual(['word', 'args', 'ok', 'at', 'answer']);
    expect(answers[1]).toMatchObject({
      args: ['blocks'],
      at: { seq: seqOf(record, 'mark.set', { step: 4 }), timeNs: 36_216_461_000 },
      answer: expect.any(Array),
    });
  });

  test('that can not be read is a wrong call', async () => {
    const ran = await cli('debug', PMEM, '--commands', '/nowhere/words.txt');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/--commands: \/nowhere\/words\.txt can not be read: ENOENT/);
  });

  test('exits with findings where what was looked for is not there', async () => {
    const ran = await piped('bisect crashed\nwhen\n');
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/crashed never holds/);
    expect(ran.out).toMatch(/\) when\n/);
  });

  test('tells in which branch it is, in the prompt and in JSON', async () => {
    const words = 'goto step:03\nbranch offline 13\nwhen\nbranch record\nwhen\n';
    const shown = await piped(words);
    expect(shown.out.match(/^\(memlapse branch 1 \d+\/\d+[^)]*\) when$/m)).not.toBeNull();
    const answers = ndjson(await piped(words, '--json'));
    expect(answers.map(({ at }) => (at as { branch?: string }).branch)).toEqual([
      undefined,
      '1',
      '1',
      undefined,
      undefined,
    ]);
    expect(answers[2]).toMatchObject({ answer: { event: { source: `${PMEM}#branch-1` } } });
  });
});
