import { addressLimit } from '../../../machines/guards/checks.ts';
import { type Errno, errnoInPointer, errnoName } from '../../../machines/kernel/errno.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { PageRange } from '../../../machines/kernel/ranges.ts';
import { type Bytes, bytes, hex, pfn } from '../../../machines/kernel/units.ts';
import { parseNumber } from '../number.ts';
import { quoted } from '../problem.ts';
import type { Call } from './call.ts';
import { namesOf } from './functions.ts';
import type { Argument } from './probe.ts';

/** What is wrong with one argument of a probe line. */
export class ArgumentProblem extends Error {
  readonly line: number;
  readonly column: number;
  readonly read: string;
  readonly expected: string;

  constructor(call: Call, argument: Argument | undefined, read: string, expected: string) {
    super(`${read}: expected ${expected}`);
    this.line = call.line;
    this.column = call.bodyColumn + (argument?.offset ?? 0);
    this.read = read;
    this.expected = expected;
  }
}

/** Reads the arguments of one call under a profile: names by release, exact numbers, ranges inside the address space. */
export function argumentsOf(profile: Profile, call: Call) {
  const find = (name: string): Argument | undefined => {
    for (const candidate of namesOf(name, call.function, profile.release)) {
      const argument = call.args.get(candidate);
      if (argument) return argument;
    }
    return undefined;
  };
  const has = (name: string): boolean => find(name) !== undefined;
  const text = (name: string): string | null => find(name)?.text ?? null;

  const number = (name: string): bigint => {
    const argument = find(name);
    const value = argument && parseNumber(argument.text);
    if (value !== undefined) return value;
    const read = argument ? `${name}=${quoted(argument.text)}` : `${call.function} without ${name}`;
    throw new ArgumentProblem(call, argument, read, `${name} as a number: decimal, or hexadecimal with 0x`);
  };
  const optional = (name: string): bigint | null => (has(name) ? number(name) : null);

  const outside = (name: string, value: bigint): ArgumentProblem =>
    new ArgumentProblem(
      call,
      find(name),
      `${name}=${hex(value)}`,
      `memory below 2^${profile.geometry.maxPhysmemBits} (MAX_PHYSMEM_BITS of ${profile.geometry.arch}): page frames up to ${hex((addressLimit(profile) >> BigInt(profile.geometry.pageShift)) - 1n)}`,
    );

  const span = (startName: string, start: bigint, size: bigint): { start: Bytes; size: Bytes } => {
    if (start < 0n || size < 0n || start + size > addressLimit(profile)) throw outside(startName, start);
    return { start: bytes(Number(start)), size: bytes(Number(size)) };
  };
  const pages = (firstName: string, first: bigint, count: bigint): PageRange => {
    const limit = addressLimit(profile) >> BigInt(profile.geometry.pageShift);
    if (first < 0n || count < 0n || first + count > limit)
      throw outside(first + count > limit && first <= limit ? 'nr_pages' : firstName, first);
    return { pfn: pfn(Number(first)), nrPages: Number(count) };
  };

  return {
    has,
    text,
    number,
    optional,
    /** start and size, or start and end included, in bytes, any 64-bit number. */
    wildSpan: (): { start: bigint; size: bigint } => {
      const start = number('start');
      const size = has('size') ? number('size') : number('end') - start + 1n;
      return { start, size };
    },
    /** start and size inside the address space. */
    span: (): { start: Bytes; size: Bytes } => {
      const start = number('start');
      return span('start', start, has('size') ? number('size') : number('end') - start + 1n);
    },
    /** pfn and nr_pages, or start_pfn and end_pfn excluded, inside the address space. */
    pages: (): PageRange => {
      const first = number('pfn');
      return pages('pfn', first, has('nr_pages') ? number('nr_pages') : number('end_pfn') - first);
    },
  };
}

export type Arguments = ReturnType<typeof argumentsOf>;

/** What a return says: an errno, success, or nothing (a void function, or a probe that did not ask). */
export type Returned =
  | { readonly kind: 'errno'; readonly errno: Errno }
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'nothing' };

/** Reads a return value: an int with a negative errno, or for memremap_pages() a pointer. */
export function returnedBy(functionName: string, argument: Argument | undefined): Returned {
  const value = argument && parseNumber(argument.text);
  if (value === undefined) return { kind: 'nothing' };
  if (functionName === 'memremap_pages') {
    const errno = errnoInPointer(value);
    return errno ? { kind: 'errno', errno } : { kind: 'value', value };
  }
  const signed = value >= 1n << 63n ? BigInt.asIntN(64, value) : value >= 1n << 31n ? BigInt.asIntN(32, value) : value;
  return signed < 0n && signed >= -4095n
    ? { kind: 'errno', errno: errnoName(Number(-signed)) }
    : { kind: 'value', value: signed };
}
