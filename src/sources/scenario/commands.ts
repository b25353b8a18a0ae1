import type { Geometry } from '../../../machines/kernel/geometry.ts';
import type { Command, Environment } from '../../memory/commands.ts';
import { parseQuantity } from './quantity.ts';
import type { EnvironmentDocument, ScenarioStep } from './shape.ts';

/** A quantity of a step that can't be read: where in the step, and why. */
export class QuantityProblem extends Error {
  readonly path: readonly PropertyKey[];
  readonly read: string;

  constructor(path: readonly PropertyKey[], read: string, reason: string) {
    super(reason);
    this.path = path;
    this.read = read;
  }
}

type Text = string | number;

function bytesAt(geometry: Geometry, path: readonly PropertyKey[], text: Text): bigint {
  const answer = parseQuantity(text, geometry);
  if (!answer.ok) throw new QuantityProblem(path, JSON.stringify(text), answer.reason);
  if (answer.value < 1n << 64n) return answer.value;
  throw new QuantityProblem(path, JSON.stringify(text), 'expected fewer than 2^64 bytes: no kernel can be told more');
}

/** The command that a step stands for. @throws QuantityProblem for a unit or number that is none. */
export function commandOfStep(geometry: Geometry, step: ScenarioStep): Command {
  const name = Object.keys(step)[0] ?? '';
  const span = (at: { readonly start: Text; readonly size: Text }) => ({
    start: bytesAt(geometry, [name, 'start'], at.start),
    size: bytesAt(geometry, [name, 'size'], at.size),
  });
  const around = (environment: EnvironmentDocument | undefined) =>
    environment ? { environment: environmentOf(geometry, [name, 'environment'], environment) } : {};

  if ('add_memory' in step) {
    const add = step.add_memory;
    return {
      type: 'add_memory',
      ...span(add),
      ...around(add.environment),
      nid: add.nid,
      nidIsGroup: false,
      ownMemmap: add.memmap_on_memory,
      mergeResource: add.merge,
      driverName: add.driver ?? null,
      autoOnline: add.auto_online ?? null,
    };
  }
  if ('arch_add_memory' in step) {
    const { nid, altmap, environment } = step.arch_add_memory;
    return { type: 'arch_add_memory', ...span(step.arch_add_memory), ...around(environment), nid, altmap };
  }
  if ('remove_memory' in step) {
    return { type: 'remove_memory', ...span(step.remove_memory), ...around(step.remove_memory.environment) };
  }
  if ('arch_remove_memory' in step) {
    return {
      type: 'arch_remove_memory',
      ...span(step.arch_remove_memory),
      ...around(step.arch_remove_memory.environment),
    };
  }
  if ('offline_and_remove_memory' in step) {
    const both = step.offline_and_remove_memory;
    return { type: 'offline_and_remove_memory', ...span(both), ...around(both.environment) };
  }
  if ('online' in step) {
    return {
      type: 'online',
      block: step.online.block,
      kind: step.online.kind,
      ...around(step.online.environment),
    };
  }
  if ('offline' in step) {
    return { type: 'offline', block: step.offline.block, ...around(step.offline.environment) };
  }
  if ('memremap_pages' in step) {
    const { nid, altmap, environment } = step.memremap_pages;
    return { type: 'memremap_pages', ...span(step.memremap_pages), ...around(environment), nid, altmap };
  }
  return { type: 'memunmap_pages', ...span(step.memunmap_pages), ...around(step.memunmap_pages.environment) };
}

function environmentOf(geometry: Geometry, path: readonly PropertyKey[], set: EnvironmentDocument): Environment {
  const frame = (name: string, text: Text): number =>
    Number(bytesAt(geometry, [...path, name], text)) / geometry.pageBytes;
  const decisions = {
    allocationFailed: set.allocation_fails_at !== undefined && {
      errno: 'ENOMEM' as const,
      at: frame('allocation_fails_at', set.allocation_fails_at),
    },
    altmapTooSmall: set.altmap_too_small_at !== undefined && {
      errno: 'ENOMEM' as const,
      at: frame('altmap_too_small_at', set.altmap_too_small_at),
    },
    noContiguousPagesAt:
      set.no_contiguous_pages_at !== undefined && frame('no_contiguous_pages_at', set.no_contiguous_pages_at),
    pageTableFailed: set.page_table_fails && { errno: set.page_table_fails },
    blockDeviceFailed: set.block_device_fails && { errno: set.block_device_fails },
    notifierVeto: set.veto && { errno: set.veto },
    unmovablePage: set.unmovable_page && { errno: 'EBUSY' as const },
    signal: set.signal && { errno: 'EINTR' as const },
    zone: set.zone,
  };
  return Object.fromEntries(
    Object.entries(decisions).filter(([, decision]) => decision !== undefined && decision !== false),
  ) as Environment;
}
