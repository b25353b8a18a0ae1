import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'shipped');

/** A scenario that ships with memlapse, by the name that `simulate` and `compare` take. */
export interface ShippedScenario {
  /** `demo:early-section-tail`, `patch:4-map-only-in-vmemmap`. */
  readonly id: string;
  readonly path: string;
}

/** Every shipped scenario: the seven patches of the series, and the demonstrations. */
export const shippedScenarios = (): readonly ShippedScenario[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ id: file.replace(/\.yaml$/, '').replace('-', ':'), path: join(FOLDER, file) }));

/** The text of a shipped scenario, or undefined for a name that is none. `patch:4` is enough for `patch:4-…`. */
export function shippedScenario(id: string): { readonly id: string; readonly text: string } | undefined {
  const all = shippedScenarios();
  const found = all.find((one) => one.id === id) ?? all.find((one) => one.id.startsWith(`${id}-`));
  return found && { id: found.id, text: readFileSync(found.path, 'utf8') };
}

/** Whether a source is named like a shipped scenario rather than like a file. */
export const isShippedName = (source: string): boolean => /^(demo|patch):/.test(source);
