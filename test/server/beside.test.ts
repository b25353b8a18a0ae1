import { expect, test } from 'vitest';
import type { FeedLine } from '../../events/formats/rows.ts';
import { cli } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFile } from '../support/temp.ts';
import { ask, feedOfRecording, served, TOKEN } from './served.ts';

const VMEMMAP = '6.1.192-debian-generic-vmemmap--s0-boot';
const CLASSIC = '6.1.192-custom-classic--s0-boot';

const linesOf = async (answer: Response): Promise<readonly FeedLine[]> =>
  (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FeedLine);

test('a second record is named in the first, and is sent as the first is', async () => {
  const second = feedOfRecording(CLASSIC).source;
  const app = served({ ...feedOfRecording(VMEMMAP), beside: second });
  const [header] = await linesOf(await ask(app, `/${TOKEN}/log`));
  expect(header).toMatchObject({ kind: 'log', beside: second.name });
  const lines = await linesOf(await ask(app, `/${TOKEN}/beside`));
  expect(lines[0]).toMatchObject({ kind: 'log', name: second.name, events: second.log.position, beside: null });
  expect(lines.at(-1)).toEqual({ kind: 'end', events: second.log.position });
});

test('where there is no second record, nothing stands beside, and nobody gets one', async () => {
  const app = served(feedOfRecording(VMEMMAP));
  expect((await linesOf(await ask(app, `/${TOKEN}/log`)))[0]).toMatchObject({ beside: null });
  const answer = await ask(app, `/${TOKEN}/beside`);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test('memory blocks of two sizes can not lie on one map: the call is wrong, and says what holds them against each other', async () => {
  const other = tempFile(
    'large-blocks.yaml',
    'name: large\nprofiles: [vmemmap]\nmachine: { block_size: 2GiB, ram: [{ start: 0, size: 4GiB }] }\nsteps: []\n',
  );
  const ran = await cli('open', recordingPath(VMEMMAP), '--beside', other, '--no-browser');
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('blocks of 2 GiB');
  expect(ran.err).toContain('blocks of 128 MiB');
  expect(ran.err).toContain('memlapse compare');
});
