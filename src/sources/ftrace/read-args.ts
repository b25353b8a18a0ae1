import { quoted } from '../../../events/problem.ts';
import { addressLimit } from '../../../machines/guards/checks.ts';
import { type Errno, errnoInPointer, errnoName } from '../../../machines/kernel/errno.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { PageRange } from '../../../machines/kernel/ranges.ts';
import { type Bytes, bytes, hex, type Pfn, pfn, type SectionNr, sectionNr } from '../../../machines/kernel/units.ts';
import { parseNumber } from '../number.ts';
import type { Call } from './call.ts';
import { type KernelFunction, namesOf } from './kernel-function.ts';
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

/** The probe did not ask for an argument that is needed; an inner function of the same call may tell it. */
export class ArgumentMissing extends ArgumentProblem {}

/** A call on more sections is a mistake or a malicious file: 8 TiB of x86_64, more than any one hot-add. */
const MOST_SECTIONS_OF_A_CALL = 1 << 16;

const EXACT = 1n << 53n;

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
  // A probe that could not follow its pointer writes (fault), and one that did not try writes the pointer.
  const word = (name: string): string | null => {
    const text = find(name)?.text;
    return text === undefined || text === '(fault)' || parseNumber(text) !== undefined ? null : text;
  };

  const number = (name: string): bigint => {
    const argument = find(name);
    const value = argument && parseNumber(argument.text);
    if (value !== undefined) return value;
    const expected = `${name} as a number: decimal, or hexadecimal with 0x`;
    if (!argument) throw new ArgumentMissing(call, undefined, `${call.function.name} without ${name}`, expected);
    throw new ArgumentProblem(call, argument, `${name}=${quoted(argument.text)}`, expected);
  };
  const optional = (name: string): bigint | null => (has(name) && find(name)?.text !== '(fault)' ? number(name) : null);

  const outside = (name: string): ArgumentProblem =>
    new ArgumentProblem(
      call,
      find(name),
      `${name}=${find(name)?.text}`,
      `memory below 2^${profile.geometry.maxPhysmemBits} (MAX_PHYSMEM_BITS of ${profile.geometry.arch}): page frames up to ${hex((addressLimit(profile) >> BigInt(profile.geometry.pageShift)) - 1n)}`,
    );

  const node = (): number | null => {
    const nid = optional('nid');
    return nid === null ? null : Number(BigInt.asIntN(32, nid));
  };
  const unsigned = (name: string): bigint => BigInt.asUintN(64, number(name));
  const wildSpan = (): { start: bigint; size: bigint } => {
    const start = unsigned('start');
    return { start, size: has('size') ? unsigned('size') : unsigned('end') - start + 1n };
  };

  const small = (name: string, sections: number): void => {
    if (sections <= MOST_SECTIONS_OF_A_CALL) return;
    const read = `${call.function.name} over ${Math.ceil(sections)} sections`;
    throw new ArgumentProblem(call, find(name), read, `at most ${MOST_SECTIONS_OF_A_CALL} sections in one call`);
  };
  // Where an architecture has more address bits, numbers stop being exact first.
  const limit = addressLimit(profile) < EXACT ? addressLimit(profile) : EXACT;
  const span = (): { start: Bytes; size: Bytes } => {
    const { start, size } = wildSpan();
    if (start > limit) throw outside('start');
    if (size < 0n || start + size > limit) throw outside(has('size') ? 'size' : 'end');
    small(has('size') ? 'size' : 'end', Number(size) / profile.geometry.sectionBytes);
    return { start: bytes(Number(start)), size: bytes(Number(size)) };
  };
  const { pageShift, sectionSizeBits, pagesPerSection } = profile.geometry;
  const firstPage = (): Pfn => {
    const first = number('pfn');
    if (first < 0n || first >= limit >> BigInt(pageShift)) throw outside('pfn');
    return pfn(Number(first));
  };
  const pages = (): PageRange => {
    const first = number('pfn');
    const last = has('nr_pages') ? 'nr_pages' : 'end_pfn';
    const count = has('nr_pages') ? number('nr_pages') : number('end_pfn') - first;
    const from = firstPage();
    if (count < 0n || first + count > limit >> BigInt(pageShift)) throw outside(last);
    small(last, Number(count) / pagesPerSection);
    return { pfn: from, nrPages: Number(count) };
  };
  const piece = (): PageRange => {
    if (has('nr_pages') || has('end_pfn')) return pages();
    const first = firstPage();
    return { pfn: first, nrPages: pagesPerSection - (first % pagesPerSection) };
  };
  const section = (): SectionNr => {
    const found = number('start_section_nr');
    if (found < 0n || found >= limit >> BigInt(sectionSizeBits)) throw outside('start_section_nr');
    return sectionNr(Number(found));
  };

  return {
    /** Where an argument stands in its line. */
    at: find,
    has,
    /** A word that the kernel printed; null where the record has none, or only a pointer. */
    word,
    number,
    optional,
    /** A pointer that is there and not NULL. */
    isSet: (name: string): boolean => (optional(name) ?? 0n) !== 0n,
    /** A node, or a memory group in its place: an int, however the probe printed it; 0 where the record has none. */
    nid: (): number => node() ?? 0,
    /** A node; null where the record has none, or the kernel was to choose (NUMA_NO_NODE). */
    node: (): number | null => ((node() ?? -1) < 0 ? null : node()),
    /** start and size, or start and end included, in bytes, any 64-bit number. */
    wildSpan,
    /** start and size inside the address space. */
    span,
    /** pfn and nr_pages, or start_pfn and end_pfn excluded, inside the address space. */
    pages,
    /** The same, or where only the first page is known, from there to the end of its section. */
    piece,
    /** A page frame inside the address space. */
    firstPage,
    /** start_section_nr: the number of a section inside the address space. */
    section,
  };
}

export type Arguments = ReturnType<typeof argumentsOf>;

/** What a return says: an errno, success, or nothing (a void function, or a probe that did not ask). */
export type Returned =
  | { readonly kind: 'errno'; readonly errno: Errno }
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'nothing' };

export const NOTHING: Returned = { kind: 'nothing' };

/** Reads a return value: an int with a negative errno, a pointer with one in it, or a number that tells of no error. */
export function returnedBy({ returns }: KernelFunction, argument: Argument | undefined): Returned {
  const value = argument && parseNumber(argument.text);
  if (value === undefined) return NOTHING;
  if (returns === 'pointer') {
    const errno = errnoInPointer(value);
    return errno ? { kind: 'errno', errno } : { kind: 'value', value };
  }
  const signed = value >= 1n << 32n ? BigInt.asIntN(64, value) : value >= 1n << 31n ? BigInt.asIntN(32, value) : value;
  if (signed >= 0n || signed < -4095n) return { kind: 'value', value: signed };
  return returns === 'noErrno' ? NOTHING : { kind: 'errno', errno: errnoName(Number(-signed)) };
}
