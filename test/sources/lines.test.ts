import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../events/problem.ts';
import { type Line, LONGEST_LINE, linesOfBytes, linesOfFile, linesOfText } from '../../src/sources/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(data: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}`);
  writeFileSync(path, data);
  return path;
}

const complete = (...texts: string[]): Line[] => texts.map((text) => ({ text, complete: true }));

describe.each([
  ['of text', (text: string) => linesOfText(text)],
  ['of bytes', (text: string) => linesOfBytes(new TextEncoder().encode(text))],
  ['of a file', (text: string) => linesOfFile(file(text))],
])('lines %s', (_what, lines) => {
  test('end with a newline, with or without a carriage return', () => {
    expect([...lines('a\nb\r\n\nc\n')]).toEqual(complete('a', 'b', '', 'c'));
    expect([...lines('a\rb\n')]).toEqual(complete('a\rb'));
  });

  test('are incomplete at the end of a text without a newline', () => {
    expect([...lines('a\nb')]).toEqual([...complete('a'), { text: 'b', complete: false }]);
    expect([...lines('a\nb\r')]).toEqual([...complete('a'), { text: 'b', complete: false }]);
    expect([...lines('')]).toEqual([]);
  });

  test('do not begin with a byte order mark', () => {
    expect([...lines('\uFEFF# tracer: nop\n\uFEFFx\n')]).toEqual(complete('# tracer: nop', '\uFEFFx'));
  });

  test('are cut when they are longer than any kernel’s', () => {
    const long = 'x'.repeat(LONGEST_LINE + 5);
    expect([...lines(`a\n${long}\nb\n`)]).toEqual(complete('a', long.slice(0, LONGEST_LINE), 'b'));
  });
});

describe('lines of a file', () => {
  const MIB = 2 ** 20;

  test.each([
    ['in the middle of a line', `${'x'.repeat(99)}\n`, 15_000],
    ['in the middle of a letter', `${'ü'.repeat(50)}\n`, 15_000],
    ['at the newline', `${'x'.repeat(127)}\n`, 10_000],
    ['between a carriage return and its newline', `${'x'.repeat(62)}\r\n`, 20_000],
  ])('are whole where a chunk ends %s', (_what, line, count) => {
    const read = [...linesOfFile(file(line.repeat(count)))];
    expect(read).toHaveLength(count);
    expect(new Set(read.map(({ text }) => text))).toEqual(new Set([line.trimEnd()]));
  });

  test('with a carriage return as the last byte of a chunk lose it', () => {
    const text = `${'x'.repeat(100)}\n`.repeat(10_382).slice(0, MIB - 1);
    const read = [...linesOfFile(file(`${text}\r\nend\n`))];
    expect(read.at(-1)).toEqual({ text: 'end', complete: true });
    expect(read.some((line) => line.text.includes('\r'))).toBe(false);
  });

  test('that are no UTF-8 keep what is', () => {
    const bytes = Buffer.concat([Buffer.from('kt-1 '), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from(' end\n')]);
    expect([...linesOfFile(file(bytes))]).toEqual(complete('kt-1 \uFFFD\uFFFD\uFFFD( end'));
    expect([...linesOfFile(file(Buffer.from([0x61, 0xe2, 0x82])))]).toEqual([{ text: 'a\uFFFD', complete: false }]);
  });

  test('of 200 MB without a newline are one, in a few megabytes of memory', () => {
    function* chunks() {
      const chunk = Buffer.alloc(MIB, 'x');
      for (let at = 0; at < 200; at++) yield chunk;
    }
    const path = file('');
    for (const chunk of chunks()) writeFileSync(path, chunk, { flag: 'a' });
    const before = process.memoryUsage().rss;
    let most = 0;
    const read: number[] = [];
    for (const { text } of linesOfFile(path)) {
      read.push(text.length);
      most = Math.max(most, process.memoryUsage().rss);
    }
    most = Math.max(most, process.memoryUsage().rss);
    expect(read).toEqual([LONGEST_LINE]);
    expect(most - before).toBeLessThan(100 * MIB);
    rmSync(path);
  });

  test('of a file that can not be read are a problem with a place', () => {
    expect(() => [...linesOfFile(folder)]).toThrow(SourceError);
    expect(() => [...linesOfFile(join(folder, 'not there'))]).toThrow(/ENOENT/);
  });
});
