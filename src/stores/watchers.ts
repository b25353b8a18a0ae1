/** Those who wait for the next append in this process. */
export function watchers() {
  let waiting: (() => void)[] = [];
  return {
    wake(): void {
      const all = waiting;
      waiting = [];
      for (const one of all) one();
    },
    /** Resolves at the next wake, when the signal ends, or after a while: another process may have appended. */
    next(signal: AbortSignal, afterMs?: number): Promise<void> {
      return new Promise((resolve) => {
        const timer = afterMs === undefined ? undefined : setTimeout(done, afterMs);
        function done(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting = waiting.filter((one) => one !== done);
          resolve();
        }
        waiting.push(done);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
      });
    },
  };
}
