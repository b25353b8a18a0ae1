/**
 * Milliseconds of work of this thread since some moment. Only its own time counts: on a machine that others work on too, the
 * wall clock measures them. On a quiet machine both say the same.
 */
export function stopwatch(): () => number {
  const began = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1000;
  };
}
