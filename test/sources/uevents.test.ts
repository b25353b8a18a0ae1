import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOfText } from '../../src/sources/lines.ts';
import { readUevents } from '../../src/sources/uevents/read.ts';

const read = (text: string) => readUevents({ path: 'x/uevents.txt', file: 'uevents.txt', lines: linesOfText(text) });
const told = (text: string) =>
  read(text).observations.map(({ ownNs, line, draft }) => ({ ownNs, line, ...draft.data }));

const SHORT =
  '[   29.928401] add@/devices/system/memory/memory32 ACTION=add DEVPATH=/devices/system/memory/memory32 SUBSYSTEM=memory SEQNUM=667\n';
const UDEVADM = `monitor will print the received events for:
UDEV - the event which udev sends out after rule processing
KERNEL - the kernel uevent

KERNEL[29.928401] add      /devices/system/memory/memory32 (memory)
ACTION=add
DEVPATH=/devices/system/memory/memory32
SUBSYSTEM=memory
SEQNUM=667

UDEV  [29.930000] add      /devices/system/memory/memory32 (memory)
ACTION=add
SEQNUM=667

KERNEL[30.000000] online   /devices/system/memory/memory33 (memory)
KERNEL[31.000000] add      /devices/virtual/bdi/7:0 (bdi)
`;

describe('uevents of memory blocks', () => {
  test('are read as the recorder writes them', () => {
    expect(told(SHORT)).toEqual([{ ownNs: 29_928_401_000n, line: 1, action: 'add', block: 32, seqnum: 667 }]);
  });

  test('are read as udevadm prints them, each message once, with its properties where there are any', () => {
    expect(told(UDEVADM)).toEqual([
      { ownNs: 29_928_401_000n, line: 5, action: 'add', block: 32, seqnum: 667 },
      { ownNs: 30_000_000_000n, line: 15, action: 'online', block: 33, seqnum: null },
    ]);
    expect(read(UDEVADM)).toMatchObject({ leftAlone: 2, problems: [] });
  });

  test('about anything else are counted and left alone', () => {
    const other = SHORT.replaceAll('/devices/system/memory/memory32', '/module/virtio');
    expect(read(other + SHORT)).toMatchObject({ leftAlone: 1, observations: [{ line: 2 }], problems: [] });
    expect(read(SHORT.replaceAll('add', 'bind'))).toMatchObject({ leftAlone: 1, observations: [] });
  });

  test('that can not be read are told with their place', () => {
    const { problems } = read(`${SHORT}hello\n[   1.0] what is this\n`);
    expect(problems.map(({ place, read: what }) => [place.line, place.column, what])).toEqual([
      [2, 1, '"hello"'],
      [3, 10, '"what is this"'],
    ]);
  });

  test('of a file that was cut keep the last message only where it is whole', () => {
    expect(read(`${SHORT}${SHORT.slice(0, 60)}`)).toMatchObject({
      observations: [{ line: 1 }],
      problems: [{ place: { file: 'x/uevents.txt', line: 2 } }],
    });
    const cut = read(UDEVADM.slice(0, UDEVADM.indexOf('667') + 2));
    expect(cut.observations).toMatchObject([{ draft: { data: { seqnum: null } } }]);
    expect(cut.problems).toHaveLength(1);
  });

  test('of anything at all never throw, and nothing bad is passed over in silence', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        SHORT,
        'KERNEL[1.0] add /devices/system/memory/memory1 (memory)\n',
        'UDEV  [',
        'SEQNUM=',
        '\n',
        '\0',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const { observations, leftAlone, problems } = read(text);
        for (const { ownNs, draft } of observations) {
          expect(ownNs).toBeGreaterThanOrEqual(0n);
          expect(draft.type).toBe('uevent.sent');
        }
        expect(observations.length + leftAlone + problems.length).toBeLessThanOrEqual(2 * text.split('\n').length);
      }),
    );
  });

  test('keep the first thousand complaints and count the rest', () => {
    expect(read('hello\n'.repeat(1500))).toMatchObject({ problems: { length: 1000 }, moreProblems: 500 });
  });
});
