import { expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFile } from '../support/temp.ts';
import { ask, feedOfRecording, logOf, readAs, served, TOKEN } from './served.ts';

const VMEMMAP = '6.1.192-debian-generic-vmemmap--s0-boot';
const CLASSIC = '6.1.192-custom-classic--s0-boot';

test('a second record is named in the first, and is sent as the first is', async () => {
  const second = feedOfRecording(CLASSIC).source;
  const app = served({ ...feedOfRecording(VMEMMAP), beside: second });
  const [header] = await readAs(await ask(app, `/${TOKEN}/log`));
  expect(header?.line).toMatchObject({ kind: 'log', beside: second.name });
  const lines = await readAs(await ask(app, `/${TOKEN}/beside`));
  expect(lines[0]?.line).toMatchObject({ kind: 'log', name: second.name, events: second.log.position, beside: null });
  expect([...logOf(lines).read()]).toEqual([...second.log.read()]);
  expect(lines.at(-1)?.line).toEqual({ kind: 'end', events: second.log.position });
});

test('where there is no second record, nothing stands beside, and nobody gets one', async () => {
  const app = served(feedOfRecording(VMEMMAP));
  expect((await readAs(await ask(app, `/${TOKEN}/log`)))[0]?.line).toMatchObject({ beside: null });
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
