import type { Subject } from "./subjects.ts";

export interface Scale {
  /** Rounds in which each subject has its turn. */
  readonly rounds: number;
  /** How long a turn lasts about, in ms. */
  readonly turnMs: number;
  /** Calls before anything is measured. */
  readonly warmUp: number;
}

export interface Figure {
  readonly name: string;
  /** Median over the rounds of the CPU time of one call, in ns. */
  readonly cpuNs: number;
  /** The same of the time that passed. */
  readonly wallNs: number;
}

/**
 * Subjects take turns, in another order each round, so that a busy machine slows all of them. Calls
 * follow one another: each is awaited before the next.
 */
export async function measure(subjects: Record<string, Subject>, scale: Scale): Promise<Figure[]> {
  const entries = await Promise.all(
    Object.entries(subjects).map(async ([name, subject]) => ({
      name,
      subject,
      cpu: [] as number[],
      wall: [] as number[],
    })),
  );
  const counts = new Map<string, number>();
  for (const { name, subject } of entries) counts.set(name, await callsWithin(subject, scale));
  for (let round = 0; round < scale.rounds; round += 1) {
    const turn = entries.map((_, i) => entries[(i + round) % entries.length]);
    for (const entry of turn) {
      if (entry === undefined) continue;
      const count = counts.get(entry.name) ?? 1;
      globalThis.gc?.();
      const cpu = process.cpuUsage();
      const began = performance.now();
      for (let i = 0; i < count; i += 1) await entry.subject();
      entry.wall.push(((performance.now() - began) * 1e6) / count);
      const { user, system } = process.cpuUsage(cpu);
      entry.cpu.push(((user + system) * 1000) / count);
    }
  }
  return entries.map(({ name, cpu, wall }) => ({ name, cpuNs: median(cpu), wallNs: median(wall) }));
}

/** Also warms the subject up. */
async function callsWithin(subject: Subject, { warmUp, turnMs }: Scale): Promise<number> {
  for (let i = 0; i < warmUp; i += 1) await subject();
  const end = performance.now() + turnMs;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 20; i += 1) await subject();
    count += 20;
  }
  return count;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
