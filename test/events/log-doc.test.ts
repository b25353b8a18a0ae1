import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyNdjson } from '../../src/stores/verify.ts';
import { cli } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const DOC = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'log.md'), 'utf8');
const PYTHON = /```python\n([\s\S]*?)```/.exec(DOC)?.[1] ?? '';
const ONE_LINERS = DOC.split('\n').filter((line) => /^(sqlite3|jq) /.test(line));
const V1 = join(import.meta.dirname, 'versions', 'v1.ndjson');
const folder = tempFiles({ 'check.py': PYTHON });

beforeAll(async () => {
  const recording = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
  expect((await cli('import', recording, '--log', join(folder, 'guest.memlapse'))).code).toBe(0);
  const text = (await cli('export', join(folder, 'guest.memlapse'))).out;
  writeFileSync(join(folder, 'guest.ndjson'), text);
  writeFileSync(join(folder, 'damaged.ndjson'), text.replace('"sequence":"7"', '"sequence":7"'));
  copyFileSync(join(folder, 'guest.memlapse'), join(folder, 'damaged.memlapse'));
});

/** Whether a program is there; says so when not, for a test that is skipped. */
function there(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0;
  if (!found) console.log(`left out: ${program} is not on this machine; apt-get install jq python3 sqlite3`);
  return found;
}

describe('what docs/log.md tells other programs', () => {
  test.skipIf(!there('python3'))('lets ten lines of Python agree on the head, and find a change', () => {
    expect(PYTHON.trimEnd().split('\n')).toHaveLength(10);
    const python = (file: string) => spawnSync('python3', [join(folder, 'check.py'), file], { encoding: 'utf8' });
    for (const file of [V1, join(folder, 'guest.ndjson')]) {
      const { position, hash } = verifyNdjson(file).head;
      expect(python(file)).toMatchObject({ status: 0, stdout: `head ${position} ${hash}\n` });
    }
    const lines = readFileSync(V1, 'utf8').split('\n');
    const changed = join(folder, 'changed.ndjson');
    writeFileSync(changed, lines.with(6, lines[6]!.replace('"operation":1', '"operation":2')).join('\n'));
    expect(python(changed)).toMatchObject({ status: 1, stderr: 'event 7 was altered\n' });
    writeFileSync(changed, lines.toSpliced(-2, 1).join('\n'));
    expect(python(changed)).toMatchObject({ status: 1, stderr: 'the seal does not fit\n' });
  });

  for (const program of ['sqlite3', 'jq']) {
    const lines = ONE_LINERS.filter((line) => line.startsWith(program));
    test.skipIf(!there(program)).each(lines)('works: %s', (line) => {
      const events = verifyNdjson(join(folder, 'guest.ndjson')).head.position;
      const env = { ...process.env, N: '7' };
      const ran = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env });
      if (line.includes('damaged')) expect(ran.stdout.split('\n')).toHaveLength(events - 7 + 1);
      expect(ran).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/\S/) });
    });
  }

  test('has one-liners for both forms', () => {
    expect(ONE_LINERS.length).toBe(10);
  });
});
