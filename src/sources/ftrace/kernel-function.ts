import type { OperationName } from '../../../events/catalogue.ts';
import { atLeast, type Release } from '../../../machines/kernel/release.ts';

/** Parameters of a kernel function from a release on; a probe that names its arguments arg1, arg2, … is read by them. */
export interface Signature {
  readonly since: readonly [number, number];
  readonly parameters: readonly string[];
}

export const from = (major: number, minor: number, ...parameters: string[]): Signature => ({
  since: [major, minor],
  parameters,
});

/** A kernel function that a trace may have probes of, as far as it is known before any call. */
export interface KernelFunction {
  readonly name: string;
  /** Oldest release first (docs/kernel.md §10). */
  readonly signatures: readonly [Signature, ...Signature[]];
  /** Operation that a call begins, unless it is part of one around it. */
  readonly begins?: OperationName;
  /** What a call returns, where that is no errno: a pointer with an errno in it, or nothing that tells of an error. */
  readonly returns?: 'pointer' | 'noErrno';
}

/** The names of a function's parameters, first to last, in a release; the oldest known ones for an older release. */
export function parametersOf({ signatures }: KernelFunction, release: Release): readonly string[] {
  const fitting = signatures.findLast(({ since: [major, minor] }) => atLeast(release, major, minor));
  return (fitting ?? signatures[0]).parameters;
}

/** Other names that people give to an argument, by the name used here. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  pfn: ['pfn', 'start_pfn', 'phys_start_pfn'],
  nr_pages: ['nr_pages', 'nr', 'n'],
  start_pfn: ['start_pfn', 'pfn', 's'],
  end_pfn: ['end_pfn', 'e'],
  action: ['action', 'val'],
  flags: ['flags', 'mhp_flags'],
  name: ['name', 'resource_name'],
  start_section_nr: ['start_section_nr'],
  ret: ['ret', 'retval'],
};

/** Names under which an argument may stand in a probe of this function: its own, its aliases, and its position. */
export function namesOf(argument: string, called: KernelFunction, release: Release): readonly string[] {
  const names = ALIASES[argument] ?? [argument];
  const position = parametersOf(called, release).findIndex((parameter) => names.includes(parameter));
  return position < 0 ? names : [...names, `arg${position + 1}`];
}
