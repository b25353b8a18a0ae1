import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { recordingNames } from '../support/recordings.ts';
import { filesOfShipped, withFiles } from './transformed.ts';

const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));
const LOG = 'dmesg.txt';
const IOMEM = 'steps/00-boot/iomem.txt';
const LISTING = 'steps/00-boot/memory-blocks.tsv';

/** What the model and the kernel differ in, over all steps, where a recording lacks some of its files. */
function without(name: string, ...files: string[]) {
  const lacking = withFiles(filesOfShipped(name), Object.fromEntries(files.map((file) => [file, null])));
  const source = openRecording(lacking);
  const report = check(source);
  const fields = report.steps.flatMap(({ mismatches }) => mismatches.map(({ field }) => field));
  const { divergences } = report.operations;
  return {
    fields: [...new Set(fields)],
    divergences,
    notUnderstood: report.notUnderstood,
    unknown: source.unknown.join('\n'),
  };
}

describe.each(complete)('%s', (name) => {
  test('without its kernel log takes the System RAM of /proc/iomem for boot RAM', () => {
    const { unknown, ...rest } = without(name, LOG);
    expect(rest).toEqual({ fields: [], divergences: [], notUnderstood: [] });
    expect(unknown).toMatch(/no kernel log from boot: .* assumed from \/proc\/iomem/);
  });

  test('without /proc/iomem holds no answer that rests on it against the model', () => {
    const { unknown, ...rest } = without(name, IOMEM);
    expect(rest).toEqual({ fields: [], divergences: [], notUnderstood: [] });
    expect(unknown).toMatch(/no \/proc\/iomem/);
  });

  test('without its listing of blocks takes blocks of boot RAM to be online', () => {
    const { unknown, ...rest } = without(name, LISTING);
    expect(rest).toEqual({ fields: [], divergences: [], notUnderstood: [] });
    expect(unknown).toMatch(/no sysfs listing/);
  });

  test('with its listing only knows all but the holes', () => {
    const { unknown, fields, ...rest } = without(name, LOG, IOMEM);
    expect(rest).toEqual({ divergences: [], notUnderstood: [] });
    expect(fields.filter((field) => field !== 'subsectionMap')).toEqual([]);
    expect(unknown).toMatch(/assumed from the blocks that were online/);
  });

  test('with none of them tells no divergence', () => {
    const { divergences, notUnderstood } = without(name, LOG, IOMEM, LISTING);
    expect({ divergences, notUnderstood }).toEqual({ divergences: [], notUnderstood: [] });
  });
});
