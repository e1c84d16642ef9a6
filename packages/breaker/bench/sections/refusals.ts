import { createBreaker } from "@pigeon/breaker";
import { cockatielBreaker, leanOpossum, opossum } from "../peers.ts";
import type { Scale, Section } from "../report.ts";
import { rounds } from "../rounds.ts";

const noop = async (): Promise<number> => 1;
const ignore = (): void => {};

/** A call that an open breaker turns away. */
export async function refusals(scale: Scale): Promise<Section> {
  const ours = createBreaker({ failureThreshold: 1 });
  await ours.call(() => Promise.reject(new Error("down"))).catch(ignore);
  if (ours.state !== "open") throw new Error(`the breaker is ${ours.state}`);
  const defaults = opossum(noop, { resetTimeout: 2 ** 31 - 1 });
  const lean = leanOpossum(noop, { resetTimeout: 2 ** 31 - 1 });
  defaults.open();
  lean.open();
  const cockatiel = cockatielBreaker();
  for (let failure = 0; failure < 5; failure += 1)
    await cockatiel.execute(() => Promise.reject(new Error("down"))).catch(ignore);
  const rows = await rounds(
    [
      { what: "opossum, defaults", call: () => defaults.fire().catch(ignore) },
      { what: "opossum, lean", call: () => lean.fire().catch(ignore) },
      { what: "cockatiel", call: () => cockatiel.execute(noop).catch(ignore) },
      { what: "@pigeon/breaker", call: () => ours.call(noop).catch(ignore) },
    ],
    scale,
  );
  return {
    name: "A call that an open breaker turns away",
    columns: ["per call", "to opossum's defaults"],
    rows,
  };
}
