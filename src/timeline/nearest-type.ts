import type { EventType } from '../../events/catalogue.ts';
import type { PackedLog } from '../../events/packed/packed-log.ts';
import { shapeAt } from './page-columns.ts';
import type { Way } from './positions.ts';

/** The nearest event of some types after an instant, or at or before the one before it; null where there is none. */
export function nearestOfTypes(log: PackedLog, types: ReadonlySet<EventType>, seq: number, way: Way): number | null {
  const wanted = log.shapes.map(({ type }) => types.has(type));
  const by = way === 'on' ? 1 : -1;
  for (let at = seq + by; at >= 1 && at <= log.position; at += by) if (wanted[shapeAt(log, at)]) return at;
  return null;
}
