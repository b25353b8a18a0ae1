/** A kernel release as `uname -r` gives it, cut down to what decides behaviour. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  /** Stable update: 192 in 6.1.192; 0 when the text has none. */
  readonly patch: number;
  readonly text: string;
}

/**
 * Reads `6.1.0-56-amd64`, `v5.7`, `5.6.0-rc7`, `6.12.117+deb12-cloud-amd64`.
 * @returns undefined when the text does not begin with a release.
 */
export function parseRelease(text: string): Release | undefined {
  const found = /^v?(\d{1,3})\.(\d{1,4})(?:\.(\d{1,5}))?/.exec(text.trim());
  if (!found) return undefined;
  return { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3] ?? 0), text: text.trim() };
}

/** Whether `release` is `major.minor` or later. */
export const atLeast = (release: Release, major: number, minor: number): boolean =>
  release.major > major || (release.major === major && release.minor >= minor);
