import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingPath } from '../../support/recordings.ts';
import { sessionOn } from '../../support/session.ts';
import { tempFiles } from '../../support/temp.ts';
import { atTerminal, noTerminal } from '../../support/terminal.ts';
import { seqOf } from '../../timeline/lives.ts';

const PMEM = recordingPath('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const { record } = sessionOn('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const PROMPT = String.raw`\(memlapse \d+/${record.end}[^)]*\)\S* `;
const FOURTH = seqOf(record, 'mark.set', { step: 4 });
const prompted = (seq: number): string => `memlapse ${seq}/${record.end}`;
const missing = noTerminal();
if (missing !== null) console.log(`left out: a session in a pseudo terminal: ${missing}`);

describe.skipIf(missing !== null)('the debugger at a terminal', () => {
  test('completes with TAB, repeats for an empty line, gives a line up at Ctrl+C and leaves at Ctrl+D', () => {
    const state = tempFiles({});
    const terminal = atTerminal(
      ['debug', PMEM],
      [
        { expect: PROMPT },
        { type: 'got' },
        { expect: 'got' },
        { type: '\t' },
        { expect: '^o ' },
        { type: 'step:03\r' },
        { expect: String.raw`mark: step 4, after bind-ns1[\s\S]*${prompted(FOURTH)} 36\.216 461s\)` },
        { type: 'n\r' },
        { expect: String.raw`#3 memremap_pages[\s\S]*${prompted(FOURTH + 1)}` },
        { type: '\r' },
        { expect: prompted(FOURTH + 2) },
        { type: 'goto nowh' },
        { expect: 'nowh' },
        { type: '\u0003' },
        { expect: String.raw`\^C[\s\S]*${prompted(FOURTH + 2)}` },
        { type: 'when extra\r' },
        { expect: String.raw`\n.* \^\S*\r?\n.*when takes no argument: "extra"` },
        { expect: PROMPT },
        { type: '\u0004' },
      ],
      { XDG_STATE_HOME: state },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    expect(terminal.shown).toContain('\u001b[36m(memlapse');
    const history = join(state, 'memlapse', 'debug-history');
    expect(readFileSync(history, 'utf8')).toBe('goto step:03\nn\nwhen extra\n');
    expect(statSync(history).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, 'memlapse')).mode & 0o777).toBe(0o700);
  });

  test('watches, runs back, opens a branch and returns, completing as it goes', () => {
    const terminal = atTerminal(
      ['debug', PMEM],
      [
        { expect: PROMPT },
        { type: 'watch section:10 is ta\t' },
        { expect: 'is tainted ' },
        { type: '\r' },
        { expect: 'watch 1, section:10 is tainted: here it does not hold' },
        { expect: PROMPT },
        { type: 'c\r' },
        { expect: String.raw`did not hold → holds[\s\S]*joined zone Device` },
        { expect: PROMPT },
        { type: 'branch offline block:13\r' },
        { expect: String.raw`branch 1, from event \d+ of the record[\s\S]*\(memlapse branch 1 \d+/\d+` },
        { type: 'branch rec\t' },
        { expect: 'branch rec[^\\n]*ord ' },
        { type: '\r' },
        { expect: String.raw`in the record[\s\S]*` + PROMPT },
        { type: 'branch merge\r' },
        { expect: String.raw` +\^\S*\r?\n\S*write an operation with its` },
        { expect: PROMPT },
        { type: 'q\r' },
      ],
      { XDG_STATE_HOME: tempFiles({}) },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
  });

  test('remembers what was typed in an earlier session, a thousand lines of it, for nobody else to read', () => {
    const state = tempFiles({});
    mkdirSync(join(state, 'memlapse'));
    const history = join(state, 'memlapse', 'debug-history');
    const earlier = Array.from({ length: 1500 }, (_, index) => `goto seq:${index % 100}\n`).join('');
    writeFileSync(history, earlier, { mode: 0o644 });
    const terminal = atTerminal(
      ['debug', PMEM],
      [
        { expect: PROMPT },
        { type: '\u001b[A' },
        { expect: 'goto seq:99' },
        { type: '\r' },
        { expect: prompted(99) },
        { type: 'q\r' },
      ],
      { XDG_STATE_HOME: state },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    const lines = readFileSync(history, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1002);
    expect(lines.slice(-3)).toEqual(['goto seq:99', 'goto seq:99', 'q']);
    expect(statSync(history).mode & 0o777).toBe(0o600);
  });

  test('says once that history can not be kept', () => {
    const folder = tempFiles({ state: 'a file where a folder should be' });
    const terminal = atTerminal(
      ['debug', PMEM],
      [
        { expect: PROMPT },
        { type: 'when\r' },
        { expect: PROMPT },
        { type: 'when\r' },
        { expect: PROMPT },
        { type: 'q\r' },
      ],
      { XDG_STATE_HOME: join(folder, 'state') },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    expect(terminal.shown.match(/will not be remembered/g)).toHaveLength(1);
    expect(existsSync(join(folder, 'state', 'memlapse'))).toBe(false);
  });

  test('keeps to the window as it is made narrower and wider, and paints nothing with NO_COLOR', () => {
    const row = (cells: number) => String.raw`[^█▒·][█▒·]{${cells}}\r?\n`;
    const terminal = atTerminal(
      ['debug', PMEM],
      [
        { expect: PROMPT },
        { type: 'print section:0\r' },
        { expect: row(64) },
        { expect: PROMPT },
        { columns: 60 },
        { expect: PROMPT },
        { type: 'print section:0\r' },
        { expect: row(32) + String.raw` +[█▒·]{32}\r?\n` },
        { expect: PROMPT },
        { columns: 120 },
        { expect: PROMPT },
        { type: 'list\r' },
        { expect: PROMPT },
        { type: 'quit\r' },
      ],
      { NO_COLOR: '1', XDG_STATE_HOME: tempFiles({}) },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    expect(terminal.shown.split('\u001b').filter((part) => /^\[[\d;]*m/.test(part))).toEqual([]);
  });

  test('paints nothing on a dumb terminal, and writes over nothing', () => {
    const terminal = atTerminal(
      ['debug', PMEM],
      [{ expect: PROMPT }, { type: 'p section:10\r' }, { expect: 'history' }, { expect: PROMPT }, { type: 'q\r' }],
      { XDG_STATE_HOME: tempFiles({}), TERM: 'dumb' },
    );
    expect(terminal).toMatchObject({ missing: null, code: 0 });
    expect(terminal.shown).not.toContain('\u001b');
  });
});
