import { describe, expect, test } from "vitest";
import type { AlertsSnapshot, Sink } from "../src/index.ts";
import { ManualClock } from "../src/testing.ts";
import { bench, MINUTE, type Bench } from "./support.ts";

/** A receiver whose answers get lost, while `deaf`; what it was sent it took. */
function receiver() {
  const believes = new Map<string, "firing" | "acknowledged">();
  const state = { deaf: false, sent: 0 };
  const sink: Sink = {
    name: "a",
    send({ alerts }) {
      state.sent += 1;
      for (const { status, labels, acknowledged } of alerts) {
        const name = labels["worker"] ?? "";
        if (status === "resolved") believes.delete(name);
        else believes.set(name, acknowledged ? "acknowledged" : "firing");
      }
      return state.deaf ? Promise.reject(new Error("the answer was lost")) : Promise.resolve();
    },
  };
  return { sink, state, believed: () => Object.fromEntries(believes) };
}

const clock = new ManualClock();
const route = { groupWaitMs: 0, groupIntervalMs: MINUTE };

async function told(sink: Sink): Promise<Bench> {
  const running = bench({ clock, sinks: [sink], route });
  running.worker("b", "unhealthy");
  await clock.advance(20 * MINUTE);
  return running;
}

function restarted({ alerts }: Bench, sink: Sink): Bench {
  const restore = JSON.parse(JSON.stringify(alerts.snapshot())) as AlertsSnapshot;
  return bench({ clock, sinks: [sink], route, restore });
}

describe("an alert that fires anew while nobody knows whether its resolve was taken", () => {
  test.each([
    ["is told again", false],
    ["is told again, after a crash as well", true],
  ])("%s", async (_name, crashes) => {
    const { sink, state, believed } = receiver();
    let running = await told(sink);
    expect(believed()).toEqual({ b: "firing" });
    state.deaf = true;
    running.worker("b", "healthy");
    await clock.advance(1);
    expect(believed()).toEqual({});
    running.worker("b", "unhealthy");
    if (crashes) {
      running = restarted(running, sink);
      running.worker("b", "unhealthy");
    }
    state.deaf = false;
    await clock.advance(10 * MINUTE);
    expect(believed()).toEqual({ b: "firing" });
    const { sent } = state;
    await clock.advance(10 * MINUTE);
    expect(state.sent).toBe(sent);
  });

  test("nor its acknowledgement", async () => {
    const { sink, state, believed } = receiver();
    const running = await told(sink);
    state.deaf = true;
    for (const { key } of running.alerts.active()) running.alerts.acknowledge(key, "me");
    await clock.advance(1);
    expect(believed()).toEqual({ b: "acknowledged" });
    running.worker("b", "healthy");
    running.worker("b", "unhealthy");
    state.deaf = false;
    await clock.advance(10 * MINUTE);
    expect(believed()).toEqual({ b: "firing" });
  });
});
