import { timingSafeEqual } from 'node:crypto';

/** Requirements on a request: the port, and the token in its path. */
export interface AccessRule {
  /** First part of every path: only who was given the address knows it. */
  readonly token: string;
  readonly port: number;
}

/** Method, path and headers of a request. */
export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

/** Whether two texts are equal, in a time that does not depend on where they differ. */
export const equalInConstantTime = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Names of this machine that no other machine answers to. A name that a foreign DNS can point here is not among them. */
export const hostsAt = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/**
 * Path behind the token; null for a request that is refused. Host keeps out pages that had their own name point here
 * (DNS rebinding); Origin and Sec-Fetch-Site those that send requests from elsewhere; the token everybody who only
 * found the port, other users of this machine among them.
 */
export function admit({ token, port }: AccessRule, { method, path, header }: RequestFacts): string | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const host = header('host') ?? '';
  if (!hostsAt(port).includes(host)) return null;
  const origin = header('origin');
  if (origin !== undefined && origin !== `http://${host}`) return null;
  const [, given = '', ...rest] = path.split('/');
  if (!equalInConstantTime(given, token) || rest.length === 0) return null;
  const inside = rest.join('/');
  // A link that somebody follows from elsewhere may show the page; nothing else may be fetched from there.
  const site = header('sec-fetch-site') ?? 'none';
  const isPage = inside === '' && header('sec-fetch-mode') === 'navigate';
  return site === 'same-origin' || site === 'none' || isPage ? inside : null;
}
