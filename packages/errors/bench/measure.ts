/** Does its work `times` times. */
export type Subject = (times: number) => void;

export interface Scale {
  /** Rounds in which each subject has its turn. */
  readonly rounds: number;
  /** How long a turn lasts about, in ms. */
  readonly turnMs: number;
}

export interface Figure {
  readonly name: string;
  /** Median over the rounds of the CPU time of one call, in µs. */
  readonly cpuUs: number;
  /** The same of the time that passed. */
  readonly wallUs: number;
}

/** Subjects take turns, in another order each round, so that a busy machine slows all of them. */
export function measure(subjects: Record<string, Subject>, scale: Scale): Figure[] {
  const entries = Object.entries(subjects).map(([name, subject]) => {
    return { name, subject, times: timesWithin(subject, scale), cpu: [] as number[], wall: [] as number[] };
  });
  for (let round = 0; round < scale.rounds; round += 1) {
    for (const i of entries.keys()) {
      const entry = entries[(i + round) % entries.length];
      if (entry === undefined) continue;
      globalThis.gc?.();
      const cpu = process.cpuUsage();
      const began = performance.now();
      entry.subject(entry.times);
      entry.wall.push(((performance.now() - began) * 1_000) / entry.times);
      const { user, system } = process.cpuUsage(cpu);
      entry.cpu.push((user + system) / entry.times);
    }
  }
  return entries.map(({ name, cpu, wall }) => ({ name, cpuUs: median(cpu), wallUs: median(wall) }));
}

/** Also warms the subject up. */
function timesWithin(subject: Subject, { turnMs }: Scale): number {
  subject(50);
  const end = performance.now() + turnMs;
  let times = 0;
  for (; performance.now() < end; times += 10) subject(10);
  return times;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
