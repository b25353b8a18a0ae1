import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../events/canonical.ts';
import { decided } from '../../events/event.ts';
import { lineOf, readLogLine, sealOf } from '../../events/formats/ndjson.ts';
import { markEvent } from '../../events/store-contract.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { verifySqlite } from '../../src/stores/verify.ts';
import { cli } from '../support/cli.ts';
import { tempFiles } from '../support/temp.ts';

const V1 = readFileSync(join(import.meta.dirname, '..', 'events', 'versions', 'v1.ndjson'), 'utf8')
  .trimEnd()
  .split('\n');
const LINES = V1.slice(0, -1);
const SEAL = V1.at(-1)!;
/** The line that is made bad: number 6 of the file, an operation's beginning. */
const BAD = 5;
const GOOD_LINE = LINES[BAD]!;

const changed = (from: string | RegExp, to: string): string => {
  const line = GOOD_LINE.replace(from, () => to);
  if (line === GOOD_LINE) throw new Error(`${from} is not in ${GOOD_LINE}`);
  return line;
};
const respelled = (change: (event: Record<string, unknown>) => unknown): string =>
  canonical(change(JSON.parse(GOOD_LINE) as Record<string, unknown>));
const withData = (data: object): string =>
  respelled((event) => ({ ...event, data: { ...(event['data'] as object), ...data } }));
const columnOf = (line: string, what: string): number => line.indexOf(what) + 1;

const DUPLICATE = changed('"id":', '"id":"first","id":');
const ESCAPED = changed('"id":', '"id":"first","\\u0069d":');
const NOT_A_NUMBER = changed('"operation":1', '"operation":NaN');

/** The seal that fits after so many lines. */
const sealAfter = (position: number): string =>
  sealOf({ position, hash: (JSON.parse(LINES[position - 1]!) as { hash: string }).hash });

/** A line that is refused: what it is, its text, its column, and words of the answer. */
const HOSTILE: readonly (readonly [string, string, number, RegExp])[] = [
  ['100,000 opening brackets', '['.repeat(100_000), 33, /nesting deeper than 32/],
  ['100,000 nested objects', '{"a":'.repeat(100_000), 161, /nesting deeper than 32/],
  ['nesting inside of data', changed('"args":', `"args":${'['.repeat(50)}`), 0, /nesting deeper than 32/],
  ['a string of 10 MB', changed('"add_memory"', `"${'x'.repeat(10 << 20)}"`), 0, /end of the line|characters/],
  ['a key twice', DUPLICATE, columnOf(DUPLICATE, '"id":"every'), /a second time the key "id"/],
  ['a key twice, once escaped', ESCAPED, columnOf(ESCAPED, '"\\u0069d"'), /a second time the key "\\u0069d"/],
  ['a key twice inside of data', changed('"parent":null', '"parent":null,"parent":null'), 0, /a second time/],
  ['the key __proto__', changed('"data":{', '"data":{"__proto__":{},'), 0, /names a prototype/],
  ['the key __proto__, escaped', changed('"data":{', '"data":{"\\u005f_proto__":{},'), 0, /names a prototype/],
  ['the key constructor', changed('"args":{', '"args":{"constructor":"x",'), 0, /names a prototype/],
  ['the key prototype', changed('"args":{', '"args":{"prototype":"x",'), 0, /names a prototype/],
  ['an unknown attribute', respelled((event) => ({ ...event, extra: '1' })), 1, /extra/],
  ['an unknown field', withData({ extra: 1 }), 1, /extra/],
  ['a field of another type', withData({ operation: '1' }), 1, /read data\.operation/],
  ['a field that is missing', changed(/,"name":"[a-z_]+"/, ''), 1, /read data\.name/],
  ['an operation that does not exist', withData({ name: 'format_disk' }), 1, /read data\.name/],
  ['data that is no object', respelled((event) => ({ ...event, data: [] })), 1, /read data/],
  ['an event that is an array', '[]', 1, /no object/],
  ['an event that is a number', '6', 1, /no object/],
  ['an event that is null', 'null', 1, /no object/],
  ['NaN', NOT_A_NUMBER, columnOf(NOT_A_NUMBER, 'NaN'), /NaN/],
  ['Infinity', changed('"operation":1', '"operation":-Infinity'), 0, /Infinity/],
  ['a lone surrogate', changed('"add_memory"', '"add_memory","x":"\\ud800"'), 1, /data/],
  ['a lone surrogate in a text', changed(/"id":"[^"]*"/, '"id":"\\udc00"'), 1, /surrogate/],
  ['a lone surrogate in a key', changed('"args":{', '"args":{"\\ud800":"x",'), 1, /surrogate/],
  ['a negative position', changed('"sequence":"6"', '"sequence":"-6"'), 1, /read sequence/],
  ['a fractional position', changed('"sequence":"6"', '"sequence":"6.5"'), 1, /read sequence/],
  ['a position with an exponent', changed('"sequence":"6"', '"sequence":"6e0"'), 1, /read sequence/],
  ['a position with leading zeros', changed('"sequence":"6"', '"sequence":"006"'), 1, /read sequence/],
  ['position 0', changed('"sequence":"6"', '"sequence":"0"'), 1, /read sequence/],
  ['a position that is a number', changed('"sequence":"6"', '"sequence":6'), 1, /read sequence/],
  ['a position past 2^53', changed('"sequence":"6"', '"sequence":"9007199254740993"'), 1, /read sequence/],
  ['a number past 2^53', withData({ operation: 2 ** 53 }), 1, /read data\.operation/],
  ['a number that JSON.parse rounds', changed('"operation":1', '"operation":9007199254740993'), 1, /data\.operation/],
  ['a negative number', withData({ operation: -1 }), 1, /read data\.operation/],
  ['a fractional number', withData({ operation: 1.5 }), 1, /read data\.operation/],
  ['minus zero', changed('"operation":1', '"operation":-0'), 1, /read cause|canonical/],
  ['a number spelled otherwise', changed('"operation":1', '"operation":1.0'), 1, /canonical/],
  ['a time past 64 bits', respelled((event) => ({ ...event, timens: '9223372036854775808' })), 1, /read timens/],
  ['a time before boot', respelled((event) => ({ ...event, timens: '-1' })), 1, /read timens/],
  ['a cause that is another operation', respelled((event) => ({ ...event, cause: '77' })), 1, /read cause/],
  ['a place without a file', respelled(({ file: _, ...event }) => ({ ...event, line: '3' })), 1, /read line/],
  ['a pid without a task', respelled(({ task: _, cpu: __, ...event }) => ({ ...event, pid: '3' })), 1, /read pid/],
  [
    'an unknown event',
    changed(/"type":"[^"]*"/, '"type":"block.exploded"').replace(
      'memlapse:operation.started',
      'memlapse:block.exploded',
    ),
    1,
    /no event is called "block.exploded".*newer/,
  ],
  ['a type that is not its schema', changed(/"type":"[^"]*"/, '"type":"mark.set"'), 1, /not the schema/],
  ['a newer version', changed(/started\/1"/, 'started/2"'), 1, /version 2.*newer/],
  ['version 0', changed(/started\/1"/, 'started/0"'), 1, /read dataschema/],
  ['CloudEvents 2.0', changed('"specversion":"1.0"', '"specversion":"2.0"'), 1, /read specversion/],
  ['a hash that is too short', changed(/"hash":"../, '"hash":"'), 1, /64 hexadecimal digits/],
  ['a hash in capitals', changed(/"hash":"[^"]*"/, `"hash":"${'A'.repeat(64)}"`), 1, /64 hexadecimal digits/],
  ['no hash', changed(/"hash":"[^"]*",/, ''), 1, /hash missing/],
  ['a blank', changed(':{', ': {'), 1, /canonical/],
  [
    'keys out of order',
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(GOOD_LINE)).reverse())),
    1,
    /canon/,
  ],
  ['a letter that is escaped', changed('add_memory', '\\u0061dd_memory'), 1, /canonical/],
  ['an empty line', '', 1, /end of the line/],
  ['a line of blanks', '   ', 4, /end of the line/],
  ['half a line', GOOD_LINE.slice(0, 200), 201, /end of the line/],
  ['two events in one line', GOOD_LINE + GOOD_LINE, GOOD_LINE.length + 1, /"\{/],
  ['a NUL', `${GOOD_LINE}\0`, GOOD_LINE.length + 1, /u0000/],
  ['a byte order mark inside of the file', `\ufeff${GOOD_LINE}`, 1, /\\u\{feff\}/],
  [
    'a byte that is no UTF-8',
    GOOD_LINE.replace('"add_memory"', '"add_m\xffmory"'),
    columnOf(GOOD_LINE, '"add_memory"') + 6,
    /no UTF-8/,
  ],
  ['a seal that counts from below 0', sealOf({ position: -1, hash: '0'.repeat(64) }), 1, /seal without/],
  ['a seal that counts in parts', sealOf({ position: 0.5, hash: '0'.repeat(64) }), 1, /seal without/],
  ['a seal without a hash', sealOf({ position: 5, hash: 'x' }), 1, /seal without/],
  ['a seal with a lone surrogate', SEAL.replace(/"hash":"[^"]*"/, '"hash":"\\ud800"'), 1, /seal without/],
  ['a seal with more in it', SEAL.replace('{"data"', '{"a":1,"data"'), 1, /spelled otherwise/],
  ['keys that steer a terminal', withData({ '\u001b[2J\u009b2J\u202e': 1 }), 1, /\\x1b\[2J\\x9b2J\\u\{202e\}/],
  ['a type that steers a terminal', respelled((event) => ({ ...event, type: '\u009b2J' })), 1, /\\x9b2J/],
];

/** The bytes of a file with this text; \xff stands for itself and is no UTF-8. */
const fileOf = (lines: readonly string[], end = '\n'): Buffer => {
  const bytes = Buffer.from(`${lines.join(end)}${end}`, 'utf8');
  const parts = bytes.toString('latin1').replaceAll('\xc3\xbf', '\xff');
  return Buffer.from(parts, 'latin1');
};

const headOf = async (path: string): Promise<number> => {
  const opened = sqliteStore(path);
  if (!opened.ok) throw new Error(opened.reason);
  const { position } = await opened.store.head();
  await opened.store.close();
  return position;
};

interface Answer {
  readonly importing: Awaited<ReturnType<typeof cli>>;
  readonly verifying: Awaited<ReturnType<typeof cli>>;
  readonly file: string;
  readonly log: string;
}

async function asked(content: Buffer): Promise<Answer> {
  const folder = tempFiles({ 'hostile.ndjson': content });
  const file = join(folder, 'hostile.ndjson');
  const log = join(folder, 'log.memlapse');
  return { importing: await cli('import', file, '--log', log), verifying: await cli('verify', file), file, log };
}

const controls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  text.replace(/\n/g, '').replace(/[^\u0000-\u001f\u007f-\u009f\u202a-\u202e]/g, '');

describe('an exported log with one hostile line', () => {
  test('is good without it', async () => {
    const { importing, verifying, log } = await asked(fileOf(V1));
    expect([importing.code, verifying.code, await headOf(log)]).toEqual([0, 0, LINES.length]);
  });

  test.each(HOSTILE)('is refused for %s', async (_, line, column, words) => {
    const { importing, verifying, file, log } = await asked(fileOf([...LINES.with(BAD, line), SEAL]));
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:${BAD + 1}:${column === 0 ? '' : `${column}: read `}`);
    expect(importing.err).toMatch(/:\d+: read \S/);
    expect(importing.err).toMatch(words);
    expect(importing.err.length).toBeLessThan(1000);
    expect(controls(importing.err)).toBe('');
    expect(verifying.code).toBe(1);
    expect(verifying.out).toMatch(/BROKEN: .*(event 6 can not be read|6 can not be read)/);
    expect(verifying.out).toContain('good up to event 5');
    expect(await headOf(log)).toBe(0);
    expect(verifySqlite(log).ok).toBe(true);
  });

  test.each([
    ['a line after the seal', [...V1, GOOD_LINE], V1.length + 1],
    ['an empty line after the seal', [...V1, ''], V1.length + 1],
    ['two seals', [...V1, SEAL], V1.length + 1],
    ['a seal in the middle', LINES.toSpliced(5, 0, sealAfter(5)), 7],
  ])('is refused for %s', async (_, lines, at) => {
    const { importing, verifying, file, log } = await asked(fileOf(lines));
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:${at}:1: read a line after the seal`);
    expect(verifying.code).toBe(1);
    expect(await headOf(log)).toBe(0);
  });

  test('keeps the batches before it, whole, and nothing of its own', async () => {
    const store = memoryStore();
    await store.append(
      Array.from({ length: 4500 }, (_, at) => markEvent(at + 1)),
      0,
    );
    const lines: string[] = [];
    for await (const event of store.read()) lines.push(lineOf(event));
    const { importing, file, log } = await asked(fileOf(lines.with(4100, '{')));
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:4101:2: read the end of the line`);
    expect(await headOf(log)).toBe(4000);
    expect(verifySqlite(log)).toMatchObject({ ok: true, head: { position: 4000 } });
  });

  const WHOLE = fileOf(V1);
  test.each([
    ['a byte order mark', Buffer.concat([Buffer.from('\ufeff'), WHOLE]), 1, /a byte order mark/, 'tail -c +4'],
    ['another system’s line ends', fileOf(V1, '\r\n'), LINES[0]!.length + 1, /a carriage return/, 'tr -d "\\r"'],
    [
      'UTF-16, as of a Windows redirection',
      Buffer.from(`\ufeff${WHOLE.toString().replaceAll('\n', '\r\n')}`, 'utf16le'),
      1,
      /UTF-16 text/,
      'iconv -f UTF-16 -t UTF-8',
    ],
  ])(
    'that got %s on its way is refused by every verb, which tells how to undo it',
    async (_, bytes, column, words, undo) => {
      const { importing, verifying, file, log } = await asked(bytes);
      expect(importing.code).toBe(3);
      expect(importing.err).toContain(`${file}:1:${column}: read `);
      expect(importing.err).toMatch(words);
      expect(importing.err).toContain(undo);
      expect(await headOf(log)).toBe(0);
      expect(verifying.code).toBe(1);
      expect(verifying.out).toMatch(words);
      expect(verifying.out).toContain(undo);
      for (const verb of ['state', 'events', 'export', 'check', 'compare']) {
        const reading = await cli(verb, file);
        expect(reading.code, verb).toBe(3);
        expect(reading.err, verb).toMatch(words);
      }
      // What it tells to do gives back the log, byte for byte.
      const advice = importing.err.split('undo it with: ')[1]?.split('\n')[0] ?? '';
      const undone = spawnSync('sh', ['-c', advice.replace('FILE', '"$0"'), file], { maxBuffer: 1 << 24 });
      expect(undone.stdout.toString('utf8').replace(/^\ufeff/, '')).toBe(WHOLE.toString('utf8'));
    },
  );

  test('whose last line lost its newline is refused alike by import and verify', async () => {
    const { importing, verifying, file } = await asked(WHOLE.subarray(0, -1));
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:${V1.length}:${SEAL.length + 1}: read the end of the file`);
    expect(verifying.code).toBe(1);
    expect(verifying.out).toMatch(/ends inside a line/);
  });

  test('whose bytes are no UTF-8 in a free text is refused at the byte', async () => {
    const at = LINES.findIndex((line) => line.includes('"type":"line.notUnderstood"'));
    const bytes = fileOf(V1);
    const place = bytes.indexOf('# ?') + 2;
    bytes[place] = 0xff;
    const { importing, verifying, file, log } = await asked(bytes);
    const column = LINES[at]!.indexOf('# ?') + 3;
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:${at + 1}:${column}: read a byte that is no UTF-8`);
    expect(await headOf(log)).toBe(0);
    expect(verifying.code).toBe(1);
    expect(verifying.out).toContain(`event ${at + 1} can not be read: a byte that is no UTF-8`);
  });

  test('in which a byte of a replacement character was changed is not taken for the same text', async () => {
    const store = memoryStore();
    const mark = { ...markEvent(1), draft: decided('mark.set', { step: 1, name: 'lost: \ufffd' }) };
    await store.append([mark], 0);
    const lines: string[] = [];
    for await (const event of store.read()) lines.push(lineOf(event));
    const bytes = fileOf([...lines, sealOf(await store.head())]);
    expect((await asked(bytes)).verifying.code).toBe(0);
    // The beginning of a character of four bytes, cut off: decoders make one U+FFFD of it.
    bytes[bytes.indexOf('\ufffd')] = 0xf1;
    const { importing, verifying } = await asked(bytes);
    expect(importing.code).toBe(3);
    expect(verifying.code).toBe(1);
  });

  test.each([
    ['is missing', LINES.toSpliced(BAD, 1), /event 6 is missing/],
    ['was swapped with the next', LINES.toSpliced(BAD, 2, LINES[BAD + 1]!, GOOD_LINE), /event 6 is missing/],
    ['stands there twice', LINES.toSpliced(BAD, 0, LINES[BAD - 1]!), /event 5 stands where 6 should/],
    [
      'has another’s hash',
      LINES.with(BAD, changed(/"hash":"[^"]*"/, `"hash":"${'0'.repeat(64)}"`)),
      /event 6 was altered/,
    ],
  ])('that %s does not fit the chain', async (_, lines, words) => {
    const { importing, verifying, file, log } = await asked(fileOf([...lines, SEAL]));
    expect(importing.code).toBe(3);
    expect(importing.err).toContain(`${file}:6:1: read `);
    expect(importing.err).toMatch(words);
    expect(verifying.code).toBe(1);
    expect(verifying.out).toMatch(words);
    expect(await headOf(log)).toBe(0);
  });
});

describe('reading one line', () => {
  /** Numbers of the line and of the place, then one of several small changes. */
  const mutation = fc.record({
    line: fc.nat(V1.length - 1),
    at: fc.nat(2000),
    change: fc.oneof(
      fc.record({ kind: fc.constant('replace' as const), text: fc.string({ unit: 'binary', maxLength: 3 }) }),
      fc.record({ kind: fc.constant('insert' as const), text: fc.string({ unit: 'binary', maxLength: 3 }) }),
      fc.record({
        kind: fc.constant('swap' as const),
        text: fc.constantFrom(...'{}[]",:0123456789-.eE\\ntfu\ud800\0'),
      }),
      fc.record({ kind: fc.constant('cut' as const), text: fc.constant('') }),
      fc.record({ kind: fc.constant('double' as const), text: fc.constant('') }),
    ),
  });

  test('that was changed once never throws: it is refused, or says what it said', () => {
    fc.assert(
      fc.property(mutation, ({ line, at, change: { kind, text } }) => {
        const whole = V1[line]!;
        const place = at % whole.length;
        const mutant = {
          replace: whole.slice(0, place) + text + whole.slice(place + 1),
          insert: whole.slice(0, place) + text + whole.slice(place),
          swap: whole.slice(0, place) + text + whole.slice(place + 1),
          cut: whole.slice(0, place),
          double: whole.slice(0, place) + whole.slice(place).repeat(2),
        }[kind];
        const read = readLogLine(mutant);
        if (read.kind === 'unreadable') {
          expect(read.column).toBeGreaterThanOrEqual(1);
          expect(read.column).toBeLessThanOrEqual(mutant.length + 1);
          expect(controls(read.read + read.expected)).toBe('');
        } else if (read.kind === 'seal') expect(sealOf(read.head)).toBe(mutant);
        else expect(lineOf(read.link)).toBe(mutant);
      }),
      { numRuns: 5000 },
    );
  });

  test('of any text never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.jsonValue().map(canonical)), (text) => {
        expect(readLogLine(text).kind).toBe('unreadable');
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['{"a":1,}', 8],
    ['{"a":1 "b":2}', 8],
    ['{"a" 1}', 6],
    ['{a:1}', 2],
    ["{'a':1}", 2],
    ['[1,2', 5],
    ['[1,,2]', 4],
    ['[1,]', 4],
    ['[1}', 3],
    ['{"a":01}', 6],
    ['{"a":1.}', 6],
    ['{"a":+1}', 6],
    ['{"a":0x10}', 6],
    ['{"a":tru}', 6],
    ['{"a":undefined}', 6],
    ['{"a":"\\x"}', 6],
    ['{"a":"\t"}', 6],
    ['{"a":"b', 8],
    ['{"a":[{"b":[1,{"c":Infinity}]}]}', 20],
    ['{} {}', 4],
    ['{}//', 3],
    ['', 1],
    ['\u00a0{}', 1],
  ])('%j stops being JSON at column %i', (text, column) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(readLogLine(text)).toMatchObject({ kind: 'unreadable', column, expected: 'JSON' });
  });

  test.each([
    ['of one string without an end', `"${'a'.repeat((1 << 20) - 1)}`],
    ['of backslashes', `{"${'\\'.repeat((1 << 20) - 3)}`],
    ['of a million keys', `{${'"":0,'.repeat(200_000)}}`],
    ['longer than any', `"${'a'.repeat(10 << 20)}"`],
    ['of 100,000 closing brackets', ']'.repeat(100_000)],
  ])('%s is refused quickly', (_, text) => {
    expect(readLogLine(text)).toMatchObject({ kind: 'unreadable', read: expect.stringMatching(/^.{1,200}$/) });
  });

  test('that is valid says what its event is, for every line of the stored log', () => {
    for (const line of LINES) {
      const read = readLogLine(line);
      if (read.kind !== 'event') expect.fail(line);
      expect(lineOf(read.link)).toBe(line);
    }
    const path = join(tempFiles({}), 'same.ndjson');
    writeFileSync(path, fileOf(V1));
    expect(readFileSync(path, 'utf8')).toBe(`${V1.join('\n')}\n`);
  });
});
