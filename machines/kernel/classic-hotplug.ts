import type { Architecture } from './geometry.ts';
import { atLeast, type Release } from './release.ts';

/** A Kconfig line that leaves an architecture no kernel with both classic SPARSEMEM and memory hotplug. */
export interface KconfigLine {
  /** First release that has it; null where every release with memory hotplug has. */
  readonly since: readonly [major: number, minor: number] | null;
  readonly text: string;
}

const NO_CHOICE: KconfigLine = {
  since: [6, 18],
  text: 'mm/Kconfig SPARSEMEM_VMEMMAP depends on SPARSEMEM_VMEMMAP_ENABLE alone, and is no choice (v6.18 … v7.1)',
};

/**
 * The line that ended classic memory hotplug, by architecture (docs/kernel.md §3.1). sparc64 could be classic, but no release
 * selects ARCH_ENABLE_MEMORY_HOTPLUG there: whatever the model says of it, under either memory model, is a what-if.
 */
const LINES: Readonly<Record<Architecture, KconfigLine>> = {
  x86_64: {
    since: [6, 16],
    text: 'arch/x86/Kconfig ARCH_SPARSEMEM_ENABLE selects SPARSEMEM_VMEMMAP if X86_64 (cba5d9b3e99d)',
  },
  arm64: {
    since: [5, 13],
    text: 'arch/arm64/Kconfig ARCH_SPARSEMEM_ENABLE selects SPARSEMEM_VMEMMAP (782276b4d0ad)',
  },
  s390: { since: null, text: 'arch/s390/Kconfig ARCH_SPARSEMEM_ENABLE selects SPARSEMEM_VMEMMAP (v5.2 … v7.1)' },
  riscv64: {
    since: null,
    text: 'arch/riscv/Kconfig RISCV selects ARCH_ENABLE_MEMORY_HOTPLUG if SPARSEMEM_VMEMMAP (v6.11 … v7.1)',
  },
  ppc64: NO_CHOICE,
  loongarch: NO_CHOICE,
  sparc64: NO_CHOICE,
};

/** The Kconfig line that keeps a kernel from being classic and hotplugging memory; null where it could. */
export function classicEndedBy(arch: Architecture, release: Release): KconfigLine | null {
  const line = LINES[arch];
  return line.since === null || atLeast(release, ...line.since) ? line : null;
}

/** Architectures on which a release could be classic and hotplug memory. */
export const classicArchitectures = (release: Release): readonly Architecture[] =>
  (Object.keys(LINES) as Architecture[]).filter((arch) => classicEndedBy(arch, release) === null);
