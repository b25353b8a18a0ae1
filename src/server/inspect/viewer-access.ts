import { equalInConstantTime, hostsAt } from '../access.ts';
import type { ProtocolName } from './protocol/protocol.ts';

/** Requirements on a viewer: port, token, protocol and origin. */
export interface ViewerAccess {
  readonly port: number;
  /** First part of every path; null where whoever finds the port may come in. */
  readonly token: string | null;
  /** The protocols that are spoken. Where it is one, it needs no name in the path. */
  readonly protocols: readonly ProtocolName[];
  /** Origins whose pages may attach: `https://stately.ai`. A viewer that is no page has none, and needs none. */
  readonly origins: readonly string[];
}

/** Path, host and origin of a request for a WebSocket. */
export interface ViewerRequest {
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/** The addresses of a gate, one for each protocol. */
export const addressesOf = ({ port, token, protocols }: ViewerAccess): readonly (readonly [ProtocolName, string])[] =>
  protocols.map((protocol) => {
    const path = [token, protocols.length === 1 && token === null ? null : protocol].filter((part) => part !== null);
    return [protocol, `ws://127.0.0.1:${port}/${path.join('/')}`];
  });

/**
 * Protocol of an admitted viewer; null for a viewer that is refused. A browser lets any page open a WebSocket to
 * this machine, and says only who asks: Origin keeps foreign pages out, Host those that had their own name point here,
 * the token everybody who only found the port.
 */
export function admitViewer(gate: ViewerAccess, { path, host, origin }: ViewerRequest): ProtocolName | null {
  const { port, token, protocols, origins } = gate;
  if (!hostsAt(port).includes(host ?? '')) return null;
  if (origin !== undefined && !origins.includes(origin)) return null;
  const parts = (path.split('?')[0] ?? '').split('/').slice(1);
  if (token !== null && !equalInConstantTime(parts.shift() ?? '', token)) return null;
  const [name = '', ...rest] = parts;
  if (rest.length > 0) return null;
  const [only, ...others] = protocols;
  if (name === '') return only && others.length === 0 ? only : null;
  return protocols.find((protocol) => protocol === name) ?? null;
}
