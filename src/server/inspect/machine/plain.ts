import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { Profile } from '../../../../machines/kernel/profile.ts';
import { hex } from '../../../../machines/kernel/units.ts';

/** A machine's snapshot as JSON can carry it; the fields are those that XState 5 persists. */
export interface PlainSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** `online`, or `{ lifecycle: 'online', origin: 'boot', … }` where regions stand side by side. */
  readonly value: PlainValue;
  readonly context: Readonly<Record<string, unknown>>;
  readonly children: Readonly<Record<string, never>>;
  readonly historyValue: Readonly<Record<string, never>>;
  readonly tags: readonly string[];
}
export type PlainValue = string | { readonly [region: string]: PlainValue };

/** A machine's event as JSON can carry it. */
export interface PlainEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Sub-section maps are wider than JSON's numbers: they go as the kernel prints them, `0xffff`. */
const asText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? hex(value) : value);

const isProfile = (value: unknown): value is Profile =>
  typeof value === 'object' && value !== null && 'traits' in value && 'name' in value;

/** A snapshot for the wire: maps as hexadecimal text, and of the kernel profile only its name. */
export function plainSnapshot(snapshot: AnyMachineSnapshot): PlainSnapshot {
  const context: Readonly<Record<string, unknown>> = snapshot.context;
  const named = Object.entries(context).map(([key, value]) => [key, isProfile(value) ? value.name : value]);
  const { status, value, children, historyValue, tags } = snapshot;
  const plain = { status, value, context: Object.fromEntries(named), children, historyValue, tags: [...tags] };
  return JSON.parse(JSON.stringify(plain, asText));
}

/** An event for the wire. */
export const plainEvent = (event: EventObject): PlainEvent => JSON.parse(JSON.stringify(event, asText));
