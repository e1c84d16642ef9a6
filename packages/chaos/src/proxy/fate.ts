import { draw, type Stream, within } from "../draw.ts";
import { valueAt } from "../range.ts";
import type { ProxyFaults } from "./faults.ts";

/** What is going to happen to a connection. */
export type Fate =
  | { readonly kind: "pass" }
  | { readonly kind: "refuse" }
  | { readonly kind: "reset"; readonly afterBytes: number }
  | { readonly kind: "half-open"; readonly afterBytes: number; readonly lost: "server" | "client" };

/** The fate of connection `number`. Refused before reset before half open, each by a draw of its own. */
export function fateOf(stream: Stream, number: number, { refuse, reset, halfOpen }: ProxyFaults): Fate {
  const draws = within(stream, number);
  if (refuse !== undefined && draw(draws, 0) < refuse.rate) return { kind: "refuse" };
  if (reset !== undefined && draw(draws, 1) < reset.rate) {
    return { kind: "reset", afterBytes: valueAt(reset.afterBytes ?? 0, draw(draws, 3)) };
  }
  if (halfOpen !== undefined && draw(draws, 2) < halfOpen.rate) {
    const { lost = "server", afterBytes = 0 } = halfOpen;
    return { kind: "half-open", lost, afterBytes: valueAt(afterBytes, draw(draws, 3)) };
  }
  return { kind: "pass" };
}
