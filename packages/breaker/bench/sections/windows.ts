import { createBreaker, failureRate, failureRateOverTime } from "@pigeon/breaker";
import { cockatielSampling, leanOpossum, opossum, type Opossum } from "../peers.ts";
import type { Row, Scale, Section } from "../report.ts";
import { rounds, type Contender } from "../rounds.ts";

const FULL_WINDOW = 100_000;
/** At opossum's defaults a failing call takes ms: more of them would take minutes. */
const CALLS = 300;

const ignore = (): void => {};
let down = false;
const answer = async (): Promise<number> => {
  if (down) throw new Error("down");
  return 1;
};
/** Never opens: it is the counting that is measured. */
const NEVER = { errorThresholdPercentage: 100, volumeThreshold: Number.MAX_SAFE_INTEGER };

/** A failing call, with few and with many calls in the window. */
export async function windows({ rounds: count }: Scale): Promise<Section> {
  const scale = { rounds: Math.min(count, 5), calls: CALLS } as Scale;
  down = true;
  const few = await rounds(contenders(), scale);
  const full = contenders();
  down = false;
  for (const { call } of full) for (let index = 0; index < FULL_WINDOW; index += 1) await call();
  down = true;
  const many = await rounds(full, scale);
  const rows = few.map(({ what, figures }, index): Row => {
    const [here = "", there = ""] = [figures[0], many[index]?.figures[0]];
    return { what, figures: [here, there, (Number.parseFloat(there) / Number.parseFloat(here)).toFixed(2)] };
  });
  const columns = ["few calls in the window", `${FULL_WINDOW.toLocaleString("en")} calls`, "ratio"];
  return { name: "A failing call", columns, rows };
}

function contenders(): Contender[] {
  const byCount = createBreaker({
    trip: [failureRate({ percent: 100, lastCalls: 200_000, minimumCalls: 200_000 })],
  });
  const byTime = createBreaker({
    trip: [failureRateOverTime({ percent: 100, windowMs: 600_000, minimumCalls: Number.MAX_SAFE_INTEGER })],
  });
  const opossums: [string, Opossum][] = [
    ["opossum, defaults", opossum(answer, { ...NEVER, rollingCountTimeout: 600_000 })],
    ["opossum, lean", leanOpossum(answer, { ...NEVER, rollingCountTimeout: 600_000 })],
  ];
  const sampling = cockatielSampling();
  return [
    ...opossums.map(([what, breaker]) => ({ what, call: () => breaker.fire().catch(ignore) })),
    { what: "cockatiel, SamplingBreaker", call: () => sampling.execute(answer).catch(ignore) },
    { what: "@pigeon/breaker, failureRate", call: () => byCount.call(answer).catch(ignore) },
    { what: "@pigeon/breaker, failureRateOverTime", call: () => byTime.call(answer).catch(ignore) },
  ];
}
