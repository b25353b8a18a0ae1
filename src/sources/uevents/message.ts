import { parseSeconds } from '../number.ts';

/** What one line of a text of uevents is. Columns count from 1. */
export type UeventLine =
  | { readonly kind: 'blank' }
  /** A message begins: the recorder's whole one in a line, or the heading of one of udevadm. */
  | {
      readonly kind: 'message';
      readonly ownNs: bigint;
      readonly resolutionNs: bigint;
      readonly action: string;
      readonly devpath: string;
      readonly seqnum: number | null;
      /** Properties may follow in lines of their own. */
      readonly goesOn: boolean;
      /** udev sends a message again when its rules have run: the same one, told twice. */
      readonly byUdev: boolean;
    }
  | { readonly kind: 'property'; readonly name: string; readonly value: string }
  /** What udevadm prints before the first message. */
  | { readonly kind: 'comment' }
  | { readonly kind: 'unreadable'; readonly column: number; readonly expected: string };

const TIME = String.raw`(\d{1,9}\.\d{1,9})`;
const ONE_LINE = new RegExp(String.raw`^\[\s*${TIME}\] ([a-z]{1,16})@(/\S*)(.*)$`);
const HEADING = new RegExp(String.raw`^(KERNEL|UDEV) *\[${TIME}\] +([a-z]{1,16}) +(/\S*)`);
const PROPERTY = /^([A-Za-z_][\w.]*)=(.*)$/;
const COMMENT = /^(?:monitor will print|KERNEL - |UDEV - |calling: |#)/;
const SEQNUM = /(?:^|\s)SEQNUM=(\d{1,15})(?=\s|$)/;

/** A message's number, as a property's value tells it. */
export const seqnumIn = (text: string): number | null => {
  const found = /^\d{1,15}$/.test(text) ? text : SEQNUM.exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** Reads one line. Never throws. */
export function parseUeventLine(line: string): UeventLine {
  if (line.trim() === '') return { kind: 'blank' };
  const short = ONE_LINE.exec(line);
  const found = short ?? HEADING.exec(line);
  if (found) {
    const [, first = '', second = '', third = '', fourth = ''] = found;
    const [time, action, devpath, rest] = short ? [first, second, third, fourth] : [second, third, fourth, ''];
    const ownNs = parseSeconds(time);
    if (ownNs !== undefined) {
      const resolutionNs = 10n ** BigInt(9 - (time.split('.')[1] ?? '').length);
      const seqnum = seqnumIn(rest);
      return {
        kind: 'message',
        ownNs,
        resolutionNs,
        action,
        devpath,
        seqnum,
        goesOn: !short,
        byUdev: !short && first === 'UDEV',
      };
    }
  }
  const property = PROPERTY.exec(line);
  if (property) return { kind: 'property', name: property[1] ?? '', value: property[2] ?? '' };
  if (COMMENT.test(line)) return { kind: 'comment' };
  const time = /^(?:\[\s*|(?:KERNEL|UDEV) *\[)\d{1,12}\.\d{1,9}\] */.exec(line);
  return {
    kind: 'unreadable',
    column: (time?.[0].length ?? 0) + 1,
    expected: 'a uevent, as in "[   29.928401] add@/devices/system/memory/memory32 …" or as udevadm monitor prints it',
  };
}
