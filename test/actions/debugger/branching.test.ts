import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../events/catalogue.ts';
import { openSession, type Session } from '../../../src/actions/debugger/session.ts';
import { commandFields } from '../../../src/sources/scenario/command-fields.ts';
import { openScenario, profileForScenario } from '../../../src/sources/scenario/scenario.ts';
import { runScenario } from '../../../src/sources/scenario/simulate.ts';
import { recordingNames } from '../../support/recordings.ts';
import { answer, offers, replyTo, sessionOn, value } from '../../support/session.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';

/** A session on a scenario that is written here. */
function sessionOnScenario(yaml: string, profileName: string): Session {
  const opened = openScenario('here', yaml);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
  const profile = profileForScenario(opened.scenario, profileName);
  if (!profile.ok) throw new Error(profile.reason);
  const run = runScenario(opened.scenario, profile.profile);
  if (!run.ok) throw new Error(JSON.stringify(run.problem));
  return openSession({ name: 'here', notes: [], ...run.simulation });
}

/** Where block 32 had not yet been asked to go offline. */
async function beforeItRefused(): Promise<Session> {
  const session = sessionOn(BUSY);
  await replyTo(session, 'find offline(block=32)');
  await replyTo(session, 'back');
  return session;
}

const bigints = (_key: string, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one);
/** Every event of the record, and memory after each. */
const remembered = ({ record }: Session): string =>
  JSON.stringify(
    [[...record.log.read()], Array.from({ length: record.end + 1 }, (_, seq) => record.stateAt(seq))],
    bigints,
  );

describe('branch', () => {
  test('asks the model what would have happened here, and goes on in the same branch', async () => {
    const session = await beforeItRefused();
    const from = session.cursor.seq;
    const text = await answer(session, 'branch offline 32');
    expect(text.split('\n').slice(0, 2)).toEqual([
      `branch 1, from event ${from} of the record; branch record leads back`,
      'offline(block=32) done',
    ]);
    expect(text).toMatch(/block 32: online in Normal → offline$/m);
    expect(await value(session, 'branch online 32 online_movable')).toMatchObject({
      at: { branch: '1' },
      answer: { branch: '1', opened: false, outcome: 'done', errno: null, events: expect.any(Array) },
    });
    expect(await answer(session, 'why block:32')).toMatch(/because a command that the model was given/);
    expect(await answer(session, 'info branches')).toMatch(
      new RegExp(
        `=> 1 +event ${from} of the record .*\n +offline\\(block=32\\) done\n +online\\(block=32 kind=online_movable\\) done`,
      ),
    );
  });

  test('in the middle of a branch opens another one, beside that one', async () => {
    const session = await beforeItRefused();
    await replyTo(session, 'branch offline 32');
    await replyTo(session, 'back 2');
    expect(await answer(session, 'branch offline 33')).toMatch(/^branch 2, from event \d+ of branch 1;/);
    expect(await answer(session, 'compare')).toMatch(/^A {2}branch 1 [\s\S]*\nB {2}branch 2 /);
  });

  test('from within an operation says that it never ends in the branch', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'find --type block.goingOffline');
    expect(await answer(session, 'branch offline 33')).toMatch(
      /^under way at that event, and never ended in the branch: #4$/m,
    );
    expect(await answer(session, 'info attempts')).toMatch(/^#4 /m);
  });

  test('leads to the record and back to where each was left', async () => {
    const session = await beforeItRefused();
    const inRecord = session.cursor.seq;
    await replyTo(session, 'branch offline 32');
    await replyTo(session, 'back 3');
    const inBranch = session.cursor.seq;
    expect(await answer(session, 'branch record')).toMatch(/^in the record\n/);
    expect(session.cursor).toEqual({ timeline: session.record, seq: inRecord });
    expect(await answer(session, 'branch 1')).toMatch(/^in branch 1\n/);
    expect(session.cursor.seq).toBe(inBranch);
    expect(await answer(session, 'branch 4')).toBe('column 8: there is no branch 4; there are record, 1');
  });

  test('a refusal says which guard said no, in which kernel function; a branch takes what comes from outside', async () => {
    const session = await beforeItRefused();
    expect(await answer(session, 'branch offline 7')).toMatch(
      /\noffline\(block=7\) refused: EINVAL, allRam: .* \[mm\/memory_hotplug\.c offline_pages\(\), v5\.6\]\n/,
    );
    expect((await value(session, 'branch offline 32 veto=EPERM'))['answer']).toMatchObject({
      outcome: 'failed',
      errno: 'EPERM',
    });
    expect((await value(session, 'branch offline(block=32 unmovable_page)'))['answer']).toMatchObject({
      errno: 'EBUSY',
    });
  });

  test('goes on once with what came after it in the record, and compare shows where it parts from it', async () => {
    const session = await beforeItRefused();
    expect(await answer(session, 'branch follow')).toMatch(/^column 8: you are in the record/);
    await replyTo(session, 'branch offline 32');
    expect(await answer(session, 'branch follow')).toMatch(
      /^15 commands that came after event \d+ of the record, .* refused or failed/,
    );
    expect(await answer(session, 'branch follow')).toMatch(/^column 8: branch 1 went on as recorded already/);
    const compared = await answer(session, 'compare');
    expect(compared).toMatch(/\+ offline\(block=32\) {3}only B|≠ offline\(block=32\)/);
    expect(await answer(session, 'compare 1')).toBe(compared);
    expect(await answer(session, 'compare record 1')).toBe(compared);
    expect(await answer(session, 'compare record')).toMatch(/^column 9: the record and what\?/);
    expect(await answer(session, 'compare 9')).toMatch(/^column 9: "9" is no branch \(there are record, 1\)/);
    expect(await answer(session, 'compare vmemmap,nothing')).toMatch(
      /^column 9: no kernel profile is called "nothing"/,
    );
    expect(await answer(session, 'compare vmemmap,classic 1')).toMatch(/^column 25: profiles stand in one list/);
  });

  test('of a kernel that has crashed takes no command, and opens nothing', async () => {
    const session = sessionOnScenario(
      'machine: { ram: [{ start: 0, size: 1GiB }], debug_vm: true }\nsteps: [{ arch_add_memory: { start: 0x140000000, size: 1 section } }]',
      'classic@v5.3',
    );
    await replyTo(session, 'goto end');
    expect(await answer(session, 'bisect crashed')).toMatch(/^crashed holds first after event/);
    expect(await answer(session, 'branch offline 3')).toMatch(/^column 8: the kernel has crashed here/);
    expect(session.branches).toEqual([]);
    await replyTo(session, 'restart');
    expect(await answer(session, 'branch offline 3')).toMatch(/^branch 1, /);
    expect(await answer(session, 'branch follow')).toMatch(/the kernel of this branch has crashed/);
    expect(await answer(session, 'branch offline 4')).toMatch(/^column 8: the kernel has crashed here/);
  });

  test('says at which column a command is wrong, and what each takes', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'branch offline <b>')).toMatch(/^column 16: offline needs block=/);
    expect(await answer(session, 'branch merge 1')).toMatch(/^column 8: write an operation/);
    expect(await answer(session, 'branch add_memory 0x100000000 99999999999TiB')).toMatch(
      /^column 31: size: expected fewer/,
    );
    expect(session.branches).toEqual([]);
    expect(await answer(session, 'help branch')).toMatch(/add_memory +start= size= \[nid=\]/);
  });

  test('completes commands, their fields, and blocks', async () => {
    const session = sessionOn(PMEM);
    expect(offers(session, 'branch off')).toEqual(['offline_and_remove_memory ', 'offline ']);
    expect(offers(session, 'branch offline block:1')).toEqual(
      ['1', '10', '11', '13', '15'].map((nr) => `block:${nr} `),
    );
    expect(offers(session, 'branch add_memory st')).toEqual(['start=']);
    expect(offers(session, 'branch online block:3 kind=online_')).toEqual([
      'kind=online_kernel ',
      'kind=online_movable ',
    ]);
    expect(offers(session, 'branch add_memory start=0x1 st')).toEqual([]);
    await replyTo(session, 'branch offline 13');
    expect(offers(session, 'branch ')).toEqual(['record ', '1 ', 'follow ', ...OPERATIONS.map((name) => `${name} `)]);
    expect(offers(session, 'compare ')).toEqual(['record ', '1 ', 'vmemmap,classic ']);
    expect(offers(session, 'delete branch ')).toEqual(['1 ', 'all ']);
    for (const name of OPERATIONS) {
      const told = offers(session, `branch ${name} zzz `);
      for (const field of commandFields(name)) expect(told.some((one) => one.startsWith(field.name))).toBe(true);
    }
  });
});

describe('profile', () => {
  test('tells the kernel here, and under another one decides the record anew in a branch', async () => {
    const session = sessionOn(PMEM);
    expect(await answer(session, 'profile')).toMatch(/^vmemmap@v6\.1.*\nSPARSEMEM_VMEMMAP of /);
    await replyTo(session, 'goto end');
    expect(await answer(session, 'profile classic')).toMatch(
      new RegExp(
        `^branch 1: all that was asked up to event ${session.record.end} of the record, decided anew under classic@v6\\.1`,
      ),
    );
    expect(await answer(session, 'profile')).toMatch(/^classic@v6\.1.*\nclassic SPARSEMEM of /);
    expect(await answer(session, 'print section:10')).toMatch(/this memory model keeps no sub-section map/);
    expect(await answer(session, 'compare')).toMatch(/≠ memremap_pages.* B #1 EOPNOTSUPP \(mayMapDevice\)/);
    expect(await answer(session, 'profile classic')).toMatch(/^branch 2: /);
    await replyTo(session, 'branch record');
    expect(await answer(session, 'profile classic')).toMatch(/^branch 1, under classic@v6\.1/);
    expect(await answer(session, 'profile minix')).toMatch(/^column 9: no kernel profile is called "minix"/);
    expect(offers(session, 'profile classic@v5.2')).toEqual(['classic@v5.2 ']);
  });
});

describe('checkpoints', () => {
  test('lead back to an instant by name or number, into a branch too', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'goto step:03');
    expect(await answer(session, 'checkpoint')).toMatch(/^checkpoint 1: event \d+ of the record$/);
    await replyTo(session, 'branch offline 33');
    expect(await answer(session, 'ck when it is gone')).toMatch(/^checkpoint when it is gone: event \d+ of branch 1$/);
    const gone = session.cursor;
    expect(await answer(session, 'info checkpoints')).toMatch(/^CHECKPOINT +IN +EVENT +AFTER\n1 +the record /);
    await replyTo(session, 'restart 1');
    expect(await answer(session, 'when')).toMatch(/mark: step 4/);
    await replyTo(session, 'restart when it is gone');
    expect(session.cursor).toEqual(gone);
    await replyTo(session, 'run');
    expect(session.cursor).toEqual({ timeline: session.record, seq: session.record.baseline });
    expect(await answer(session, 'restart nowhere')).toBe(
      'column 9: no checkpoint is called "nowhere"; there are 1, when it is gone',
    );
  });

  test('in a branch go with it; a branch that one stands in stays', async () => {
    const session = sessionOn(BUSY);
    await replyTo(session, 'branch offline 5');
    await replyTo(session, 'checkpoint');
    expect(await answer(session, 'delete branch 1')).toMatch(
      /^column 15: you are in branch 1; branch record leads back/,
    );
    await replyTo(session, 'branch record');
    await replyTo(session, 'checkpoint');
    expect(await answer(session, 'delete branch 1')).toBe('branch 1 is forgotten');
    expect([...session.checkpoints.keys()]).toEqual(['2']);
    expect(await answer(session, 'info branches')).toMatch(/^=> record .*|there is no branch/m);
    await replyTo(session, 'branch offline 5');
    expect(session.branches.map(({ name }) => name)).toEqual(['2']);
    expect(await answer(session, 'delete checkpoints all')).toBe('checkpoint 2 is forgotten');
    expect(await answer(session, 'restart 2')).toMatch(/there is none; checkpoint makes one/);
    expect(await answer(session, 'delete')).toMatch(/^column 8: delete expects what/);
    expect(await answer(session, 'delete everything')).toMatch(/^column 8: "everything" names nothing/);
  });
});

describe('whatever is asked of the model beside it', () => {
  const command = fc.oneof(
    fc.nat(40).map((block) => `branch offline ${block}`),
    fc.nat(40).map((block) => `branch online ${block} online_movable`),
    fc.nat(60).map((nr) => `branch add_memory ${nr}sections 1section`),
    fc
      .tuple(fc.nat(60), fc.nat(63))
      .map(([nr, sub]) => `branch memremap_pages start=${64 * nr + sub}subsections size=3subsections`),
    fc.constantFrom(
      'branch follow',
      'branch record',
      'branch 1',
      'branch 2',
      'profile classic',
      'profile vmemmap@v5.3',
    ),
    fc.constantFrom(
      'back 3',
      'next 5',
      'goto step:02',
      'goto end',
      'checkpoint',
      'restart 1',
      'compare',
      'delete branch 1',
    ),
  );

  test.each(recordingNames)('%s: the record is as it was, event by event and instant by instant', async (name) => {
    const session = sessionOn(name);
    const before = remembered(session);
    for (const lines of fc.sample(fc.array(command, { minLength: 8, maxLength: 8 }), { numRuns: 3, seed: 9 })) {
      for (const line of lines) await replyTo(session, line);
    }
    expect(remembered(session)).toBe(before);
  });
});
