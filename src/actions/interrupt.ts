/** Ends when the user interrupts (SIGINT, Ctrl-C): what follows a log then stops, and the process ends as it would have. */
export function untilInterrupted(): AbortSignal {
  const ended = new AbortController();
  process.once('SIGINT', () => ended.abort());
  return ended.signal;
}

/** Resolves when the user interrupts or the system ends it (SIGINT, SIGTERM): what serves until then then stops. */
export const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
