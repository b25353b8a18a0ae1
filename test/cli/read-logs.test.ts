import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, json, ndjson } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const RECORDING = recordingPath('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const LOSSY = recordingPath('6.1.192-debian-generic-vmemmap--s10-lost-events-trace-pipe');
const folder = tempFiles({});
const at = (name: string): string => join(folder, name);
/** One log in every form that a user may have. */
const FORMS = ['pmem.memlapse', 'pmem.ndjson', 'pmem.ndjson.gz', 'pmem.ndjson.zst'];

beforeAll(async () => {
  await cli('import', RECORDING, '--log', at('pmem.memlapse'));
  const text = (await cli('export', at('pmem.memlapse'))).out;
  writeFileSync(at('pmem.ndjson'), text);
  writeFileSync(at('pmem.ndjson.gz'), gzipSync(text));
  writeFileSync(at('pmem.ndjson.zst'), zstdCompressSync(text));
  await cli('import', LOSSY, '--log', at('lossy.memlapse'));
  await cli('import', 'demo:subsection-hotplug', '--log', at('decided.memlapse'));
});

describe.each(FORMS)('of %s', (form) => {
  test('state, events, diagram and compare say what they say of the recording', async () => {
    const calls: readonly (readonly [string, ...string[]])[] = [
      ['state', '--at', 'step:03'],
      ['diagram', 'section', '--at', 'step:06'],
      ['compare'],
      ['compare', '--profiles', 'classic@5.6,vmemmap@5.9'],
    ];
    const without = (value: unknown): unknown => ({ ...(value as object), unknown: null });
    for (const [verb, ...rest] of calls) {
      const argv = (source: string): string[] =>
        verb === 'diagram' ? [verb, rest[0]!, source, ...rest.slice(1), '--json'] : [verb, source, ...rest, '--json'];
      const [ofLog, ofRecording] = [await cli(...argv(at(form))), await cli(...argv(RECORDING))];
      expect(ofLog.code).toBe(0);
      expect(without(json(ofLog))).toEqual(without(json(ofRecording)));
    }
    const named = (events: readonly Record<string, unknown>[]) => events.map((event) => ({ ...event, source: null }));
    const about = ['--about', 'section:10', '--json'];
    expect(named(ndjson(await cli('events', at(form), ...about)))).toEqual(
      named(ndjson(await cli('events', RECORDING, ...about))),
    );
  });

  test('check holds the operations against the model, and says that a log has no dumps', async () => {
    const ran = await cli('check', at(form), '--json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({ ok: true, steps: [], operations: { total: 15, agreed: 15 }, lost: 0 });
    expect(ran.err).toMatch(/a log has no dumps of the kernel beside it/);
  });

  test('story tells each operation, and claims no comparison with dumps', async () => {
    const ran = await cli('story', at(form));
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/section 10: online, early → online, early, tainted by ZONE_DEVICE/);
    expect(ran.out).toMatch(/no dumps of the kernel to compare: operations only/);
    expect(ran.out).not.toMatch(/facts equal/);
  });
});

describe('of a log', () => {
  test('whose recording lost events, check is not ok, and state says what can not be known', async () => {
    const ran = await cli('check', at('lossy.memlapse'), '--json');
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({ ok: false, lost: 547 });
    expect((await cli('state', at('lossy.memlapse'))).err).toMatch(/547 events were lost/);
  });

  test('of a scenario, check and story say that there is no kernel to hold the model against', async () => {
    for (const verb of ['check', 'story']) {
      const ran = await cli(verb, at('decided.memlapse'));
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/is the log of a scenario: there is no kernel/);
    }
  });

  test('of a scenario, compare asks other kernels for the same commands', async () => {
    const ofLog = json(await cli('compare', at('decided.memlapse'), '--json')) as { operations: unknown };
    const ofScenario = json(await cli('compare', 'demo:subsection-hotplug', '--profiles', 'vmemmap,classic', '--json'));
    expect(ofLog.operations).toMatchObject(
      (ofScenario as { operations: { outcomes: object }[] }).operations.map(({ outcomes }) => ({ outcomes })),
    );
  });
});
