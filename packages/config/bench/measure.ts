import { spawnSync } from "node:child_process";

export type Subject = () => unknown;

export interface Figure {
  readonly name: string;
  /** Median over the rounds, of CPU time. */
  readonly cpuMs: number;
}

/** Subjects take turns, in another order each round, so that a busy machine slows all of them. */
export async function measureCalls(
  subjects: Readonly<Record<string, Subject>>,
  rounds: number,
  calls: number,
): Promise<Figure[]> {
  const entries = Object.entries(subjects).map(([name, subject]) => ({ name, subject, cpu: [] as number[] }));
  for (const { subject } of entries) for (let i = 0; i < calls; i += 1) await subject();
  for (let round = 0; round < rounds; round += 1) {
    for (const { subject, cpu } of turn(entries, round)) {
      globalThis.gc?.();
      const began = process.cpuUsage();
      for (let i = 0; i < calls; i += 1) await subject();
      cpu.push(cpuMs(process.cpuUsage(began)) / calls);
    }
  }
  return entries.map(({ name, cpu }) => ({ name, cpuMs: median(cpu) }));
}

/** Each import in a process of its own, which tells what it cost. */
export function measureImports(
  subjects: Readonly<Record<string, readonly string[]>>,
  rounds: number,
): Figure[] {
  const entries = Object.entries(subjects).map(([name, packages]) => ({
    name,
    packages,
    cpu: [] as number[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, packages, cpu } of turn(entries, round)) {
      const imports = packages.map((each) => `await import(${JSON.stringify(each)});`).join("");
      const code = `const c = process.cpuUsage(); ${imports} const d = process.cpuUsage(c); console.log((d.user + d.system) / 1000);`;
      const args = ["--input-type=module", "-e", code];
      const cwd = new URL("..", import.meta.url);
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      cpu.push(Number(stdout));
    }
  }
  return entries.map(({ name, cpu }) => ({ name, cpuMs: median(cpu) }));
}

function turn<T>(entries: readonly T[], round: number): readonly T[] {
  const start = round % entries.length;
  return [...entries.slice(start), ...entries.slice(0, start)];
}

function cpuMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
