/** A number as kernel text writes it, decimal or 0x-hexadecimal, exact at any size; undefined for anything else. */
export function parseNumber(text: string): bigint | undefined {
  // 40 digits hold any number of 64 bits, in either base; a longer one is no kernel's.
  if (text.length > 40 || !/^-?(0x[0-9a-fA-F]+|\d+)$/.test(text)) return undefined;
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

/** `28.431455` seconds of the trace clock in nanoseconds; undefined when it is no such time. */
export function parseSeconds(text: string): bigint | undefined {
  const found = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (!found) return undefined;
  return BigInt(found[1] ?? '0') * 1_000_000_000n + BigInt((found[2] ?? '').padEnd(9, '0'));
}
