/** One call, awaited before the next. */
export type Subject = () => Promise<unknown>;

export interface Scale {
  /** Rounds in which each subject has its turn. */
  readonly rounds: number;
  /** About how long a turn lasts, in ms. */
  readonly turnMs: number;
}

/** Median over the rounds of the CPU time of one call, in ns, by the name of the subject. */
export type Figures = ReadonlyMap<string, number>;

/** Subjects take turns, in another order each round, so that a busy machine slows all of them alike. */
export async function measure(subjects: Readonly<Record<string, Subject>>, scale: Scale): Promise<Figures> {
  const entries = Object.entries(subjects);
  const samples = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  const counts = new Map<string, number>();
  for (const [name, subject] of entries) counts.set(name, await callsWithin(subject, scale.turnMs));
  for (let round = 0; round < scale.rounds; round += 1) {
    for (let i = 0; i < entries.length; i += 1) {
      const [name, subject] = entries[(i + round) % entries.length] ?? ["", () => Promise.resolve()];
      const count = counts.get(name) ?? 1;
      globalThis.gc?.();
      // A full collection throws away compiled code whose objects are all gone: that is no call's cost.
      for (let call = 0; call < Math.min(2_000, count); call += 1) await subject();
      const before = process.cpuUsage();
      for (let call = 0; call < count; call += 1) await subject();
      const { user, system } = process.cpuUsage(before);
      samples.get(name)?.push(((user + system) * 1_000) / count);
    }
  }
  return new Map(entries.map(([name]) => [name, median(samples.get(name) ?? [])]));
}

/** Also warms the subject up. */
async function callsWithin(subject: Subject, ms: number): Promise<number> {
  const warm = performance.now() + ms;
  for (let i = 0; i < 500 && performance.now() < warm; i += 1) await subject();
  const end = performance.now() + ms;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 4; i += 1) await subject();
    count += 4;
  }
  return count;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
