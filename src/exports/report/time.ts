/** `28.475592`: seconds of the kernel's clock; a dash where there is no time. */
export function secondsText(timeNs: bigint | null): string {
  if (timeNs === null) return '–';
  const micros = timeNs / 1000n;
  return `${micros / 1_000_000n}.${(micros % 1_000_000n).toString().padStart(6, '0')}`;
}
