import type { Row, Scale } from "./report.ts";

export interface Contender {
  readonly what: string;
  readonly call: () => unknown;
}

/** Calls every contender in turn, round after round, so that what disturbs the machine disturbs all. */
export async function rounds(contenders: readonly Contender[], scale: Scale): Promise<Row[]> {
  const times = contenders.map((): number[] => []);
  // The first round warms up.
  for (let round = 0; round <= scale.rounds; round += 1) {
    for (const [index, { call }] of contenders.entries()) {
      const ns = await nsPerCall(call, scale.calls);
      if (round > 0) times[index]?.push(ns);
    }
  }
  const medians = times.map(median);
  const first = medians[0] ?? 0;
  return contenders.map(({ what }, index) => {
    const ns = medians[index] ?? 0;
    return { what, figures: [`${ns.toFixed(0)} ns`, (ns / first).toFixed(2)] };
  });
}

async function nsPerCall(call: () => unknown, count: number): Promise<number> {
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) await call();
  return Number(process.hrtime.bigint() - startedAt) / count;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
