import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';
import { recordingPath } from '../support/recordings.ts';

const BASE = '6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove';

/** The trace of one real recording, cut into its header, and the lines from after boot to the end. */
function realTrace(folder: string): { readonly header: string; readonly body: readonly string[] } {
  for (const entry of parseTar(new Uint8Array(gunzipSync(readFileSync(recordingPath(BASE)))))) {
    const [, ...rest] = entry.name.split('/');
    const name = rest.join('/');
    if (entry.data === undefined || entry.type === 'directory' || name === '') continue;
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), entry.text);
  }
  const lines = readFileSync(join(folder, 'trace.txt'), 'utf8').split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return {
    header: lines.slice(0, first).join('\n'),
    body: lines.slice(first).filter((line) => line !== '' && !line.startsWith('#')),
  };
}

/**
 * A recording of about `lines` trace lines, made of a real one: its DIMMs are added and two blocks onlined as recorded, then
 * a third block goes online and offline over and over, at later times. Only lines of the real trace are used.
 * @returns the folder that it lies in.
 */
export function syntheticRecording(lines: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'memlapse-bench-'));
  const { header, body } = realTrace(folder);
  const prologue = body.slice(
    0,
    body.findIndex((line) => line.includes('memory_subsys_online: ') && line.includes('start_section_nr=0x22')),
  );
  const cycle = cycleOf(body);
  const out: string[] = [...prologue];
  for (let round = 0; out.length < lines; round++) out.push(...cycle.map((line) => later(line, round * 20)));
  writeFileSync(
    join(folder, 'trace.txt'),
    `${header}\n${out.slice(0, wholeCycles(out.length, prologue.length, cycle.length)).join('\n')}\n`,
  );
  return folder;
}

const wholeCycles = (have: number, prologue: number, cycle: number): number =>
  prologue + Math.floor((have - prologue) / cycle) * cycle;

/** The lines of the first online and the first offline of block 34: they leave memory as it was. */
function cycleOf(body: readonly string[]): readonly string[] {
  const pick = (name: string): readonly string[] => {
    const from = body.findIndex((line) => line.includes(`${name}: `) && line.includes('start_section_nr=0x22'));
    const pid = /-(\d+)\s+\[/.exec(body[from] ?? '')?.[1];
    const to = body.findIndex(
      (line, index) => index > from && line.includes(`-${pid} `) && line.includes(`${name}_ret: `),
    );
    return body.slice(from, to + 1).filter((line) => line.includes(`-${pid} `));
  };
  return [...pick('memory_subsys_online'), ...pick('memory_subsys_offline')];
}

const later = (line: string, seconds: number): string =>
  line.replace(/(\d+)\.(\d{6}):/, (_, whole: string, micros: string) => `${Number(whole) + seconds}.${micros}:`);
