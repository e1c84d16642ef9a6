import { createBreaker } from "@pigeon/breaker";
import { timeout, TimeoutStrategy, wrap } from "cockatiel";
import { cockatielBreaker, leanOpossum, opossum } from "../peers.ts";
import type { Scale, Section } from "../report.ts";
import { rounds } from "../rounds.ts";

const noop = async (): Promise<number> => 1;

/** A call that does nothing, through a closed breaker. */
export async function calls(scale: Scale): Promise<Section> {
  const plain = createBreaker({ timeoutMs: false });
  const timed = createBreaker();
  const defaults = opossum(noop);
  const lean = leanOpossum(noop);
  const leanUntimed = leanOpossum(noop, { timeout: false });
  const cockatiel = cockatielBreaker();
  const cockatielTimed = wrap(cockatielBreaker(), timeout(30_000, TimeoutStrategy.Cooperative));
  const rows = await rounds(
    [
      { what: "opossum, defaults (timeout 10 s)", call: () => defaults.fire() },
      { what: "opossum, lean, timeout 10 s", call: () => lean.fire() },
      { what: "opossum, lean, no timeout", call: () => leanUntimed.fire() },
      { what: "cockatiel, breaker and timeout", call: () => cockatielTimed.execute(noop) },
      { what: "cockatiel, breaker", call: () => cockatiel.execute(noop) },
      { what: "@pigeon/breaker, defaults (timeout 30 s)", call: () => timed.call(noop) },
      { what: "@pigeon/breaker, no timeout", call: () => plain.call(noop) },
      { what: "the function alone", call: noop },
    ],
    scale,
  );
  return { name: "A call that does nothing", columns: ["per call", "to opossum's defaults"], rows };
}
