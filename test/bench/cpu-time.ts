/** What `work` gives, and the CPU seconds that it took this process: wall time says little where others share the machine. */
export function timedCpu<T>(work: () => T): { readonly value: T; readonly cpuSeconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuSeconds: (user + system) / 1e6 };
}

/** Least CPU seconds of several runs, the first of which also warm up. */
export function leastCpuSeconds(runs: number, work: () => void): number {
  return Math.min(...Array.from({ length: runs }, () => timedCpu(work).cpuSeconds));
}
