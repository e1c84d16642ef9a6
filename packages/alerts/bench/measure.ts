/** Runs each subject once a round, in another order each time, and gives the medians of what they return. */
export function medians(
  subjects: Readonly<Record<string, () => number>>,
  rounds: number,
): { readonly name: string; readonly value: number }[] {
  const entries = Object.entries(subjects).map(([name, subject]) => ({
    name,
    subject,
    values: [] as number[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < entries.length; i += 1) {
      const entry = entries[(i + round) % entries.length];
      if (entry === undefined) continue;
      globalThis.gc?.();
      entry.values.push(entry.subject());
    }
  }
  return entries.map(({ name, values }) => ({ name, value: median(values) }));
}

/** CPU time of this process for one call, in ns. */
export function cpuNs(calls: number, call: (i: number) => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i += 1) call(i);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / calls;
}

/** Heap in use after a collection, in MB. */
export function heapMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
