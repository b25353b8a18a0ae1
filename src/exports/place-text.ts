/** Digits of a log's hash that stand in an address. */
export const LOG_DIGITS = 12;

/** `log=3f2a90c1d2e3&at=31`: a log and an instant of it, as the address of a place begins. */
export const placeText = (hash: string, at: number | null): string =>
  [...(hash === '' ? [] : [`log=${hash.slice(0, LOG_DIGITS)}`]), ...(at === null ? [] : [`at=${at}`])].join('&');
