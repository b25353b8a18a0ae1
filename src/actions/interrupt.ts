/** Ends when the user interrupts (SIGINT, Ctrl-C): what follows a log then stops, and the process ends as it would have. */
export function untilInterrupted(): AbortSignal {
  const ended = new AbortController();
  process.once('SIGINT', () => ended.abort());
  return ended.signal;
}
