import type { Emit } from "./events.ts";
import type { HubAnswer } from "./hub-answer.ts";
import { isAway, isPassing } from "./hub-answer.ts";

/** Tells the moments when the hub, or every hub of the list, goes out of reach and comes back, not every failed call. */
export function trackReachability(emit: Emit): (answer: HubAnswer) => void {
  let away = false;
  return (answer) => {
    const nowAway = isAway(answer);
    if (nowAway === away) return;
    // Too many requests or a timeout at a proxy: the hub is neither gone nor back.
    if (!nowAway && isPassing(answer)) return;
    away = nowAway;
    emit(
      answer.kind !== "ok" && nowAway
        ? { kind: "hub-unreachable", reason: answer.reason }
        : { kind: "hub-back" },
    );
  };
}
