import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  AlertsSnapshotError,
  createAlerts,
  filePersistence,
  openAlerts,
  type AlertsOptions,
  type AlertsSnapshot,
  type Sink,
} from "../src/index.ts";
import type { SavedState } from "../src/snapshot.ts";
import { ManualClock, recordingSink } from "../src/testing.ts";
import { bench, MINUTE, SECOND, toldBy, workerRule, type Bench } from "./support.ts";

/** A process that ends, and the next one: on the same clock, with what was saved. */
function after({ alerts, clock }: Bench, options: Parameters<typeof bench>[0] = {}): Bench {
  const restore = JSON.parse(JSON.stringify(alerts.snapshot())) as AlertsSnapshot;
  return bench({ clock, restore, ...options });
}

describe("after a restart", () => {
  test("what waited is told; what was told is not told again; the interval holds", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    first.worker("b", "unhealthy");
    const second = after(first);
    second.worker("a", "unhealthy");
    second.worker("b", "unhealthy");
    await second.clock.advance(4 * MINUTE + 30 * SECOND - 1);
    expect(second.told()).toEqual([]);
    await second.clock.advance(1);
    expect(second.told()).toEqual(["firing +a +b"]);
    second.worker("a", "healthy");
    second.worker("b", "healthy");
    await second.clock.advance(5 * MINUTE);
    expect(second.told()).toEqual(["firing +a +b", "resolved -a -b"]);
  });

  test("what is not heard of any more resolves", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    const second = after(first, { restoredForMs: 10 * MINUTE });
    await second.clock.advance(10 * MINUTE + 29 * SECOND);
    expect(second.told()).toEqual([]);
    await second.clock.advance(SECOND);
    expect(second.told()).toEqual(["resolved -a"]);
  });

  test("silences, acknowledgements and repeats go on", async () => {
    const first = bench({ route: { repeatIntervalMs: 60 * MINUTE, groupBy: ["worker"] } });
    const until = new Date("2026-01-02");
    first.alerts.silence({ matchers: [{ label: "worker", is: "s" }], until, comment: "c", author: "a" });
    for (const id of ["s", "k", "r"]) first.worker(id, "unhealthy");
    await first.clock.advance(MINUTE);
    first.alerts.acknowledge(
      first.alerts.active().find(({ labels }) => labels["worker"] === "k")?.key ?? "",
      "ann",
    );
    await first.clock.advance(10 * MINUTE);
    expect(first.told().sort()).toEqual(["firing +k", "firing +k", "firing +r"]);
    const second = after(first, { route: { repeatIntervalMs: 60 * MINUTE, groupBy: ["worker"] } });
    for (const id of ["s", "k", "r"]) second.worker(id, "unhealthy");
    expect(second.alerts.silences()).toHaveLength(1);
    expect(
      second.alerts
        .active()
        .map(({ acknowledged }) => acknowledged?.by ?? "")
        .sort(),
    ).toEqual(["", "", "ann"]);
    // 30 s after the first start it was told; an hour after that, again.
    await second.clock.advance(49 * MINUTE + 29 * SECOND);
    expect(second.told()).toEqual([]);
    await second.clock.advance(SECOND);
    expect(second.told()).toEqual(["repeat +r"]);
  });

  test("a rule that is no more: its alerts resolve", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    const second = after(first, { rules: [] });
    await second.clock.advance(5 * MINUTE);
    expect(second.told()).toEqual(["resolved -a"]);
    expect(second.alerts.active()).toEqual([]);
    await second.clock.advance(5 * MINUTE);
    expect(second.alerts.status().groups).toBe(0);
  });

  test("a route that is no more: its sink is told that it is over, the new one that it fires", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    const sinks = [recordingSink("a"), recordingSink("b")] as const;
    const second = after(first, { sinks, routes: [{ name: "other", sinks: ["b"] }] });
    second.worker("a", "unhealthy");
    await second.clock.advance(10 * MINUTE);
    expect(sinks.map(toldBy)).toEqual([["resolved -a"], ["firing +a"]]);
  });

  test("a sink that is no more is forgotten, a new one is told", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    const b = recordingSink("b");
    const second = after(first, { sinks: [b], route: { sinks: ["b"] } });
    second.worker("a", "unhealthy");
    await second.clock.advance(10 * MINUTE);
    expect(toldBy(b)).toEqual(["firing +a"]);
  });

  test("an alert that was over, and whose end was not told yet, is told", async () => {
    const first = bench();
    first.worker("a", "unhealthy");
    await first.clock.advance(MINUTE);
    first.worker("a", "healthy");
    const second = after(first);
    await second.clock.advance(5 * MINUTE);
    expect(second.told()).toEqual(["resolved -a"]);
    expect(second.sink.notifications[0]?.alerts[0]?.endsAt).toBe("2026-01-01T00:01:00.000Z");
  });

  test("inhibition goes on", async () => {
    const fleet = {
      name: "Fleet",
      severity: "critical",
      summary: "f",
      when: { type: "fleet-suspect" },
    } as const;
    const options = {
      rules: [workerRule, fleet],
      inhibit: [
        {
          source: [{ label: "alertname", is: "Fleet" }],
          target: [{ label: "worker", is: "w*" }],
        },
      ],
    };
    const first = bench(options);
    first.alerts.observe({ type: "fleet-suspect", phase: "begin" });
    const second = after(first, options);
    second.alerts.observe({ type: "fleet-suspect", phase: "begin" });
    expect(second.alerts.active().map(({ muted }) => muted)).toEqual([false]);
    second.alerts.observe({ type: "worker", workerId: "w", status: "unhealthy" });
    expect(second.alerts.active().map(({ rule, muted }) => [rule, muted])).toContainEqual([
      "WorkerFailed",
      true,
    ]);
  });

  test("what cannot be read is refused", () => {
    const make = (restore: unknown): unknown => bench({ restore: restore as AlertsSnapshot });
    expect(() => make({ version: 2 })).toThrow(AlertsSnapshotError);
    expect(() => make({ version: 2 })).toThrow("Expected a snapshot of version 1, received one of version 2");
    expect(() => make(null)).toThrow("received one of version undefined");
    expect(() => make({ version: 1, groups: [] })).toThrow(
      "The snapshot lacks a list of instances, of silences",
    );
  });
});

describe("persistence", () => {
  test("the state is saved before an attempt, and after it", async () => {
    const log: string[] = [];
    const sink: Sink = {
      name: "a",
      send: () => {
        log.push("send");
        return Promise.resolve();
      },
    };
    const toldIn = (snapshot: AlertsSnapshot): string =>
      (snapshot as SavedState).groups
        .flatMap(({ ledgers }) => ledgers.flatMap(({ told }) => told.map(([, what]) => what)))
        .join();
    const save = (snapshot: AlertsSnapshot): void => void log.push(`save ${toldIn(snapshot)}`);
    const { clock, worker } = bench({
      sinks: [sink],
      route: { sinks: ["a"], groupWaitMs: 0 },
      persistence: { load: () => undefined, save },
    });
    worker("w", "unhealthy");
    await clock.advance(1);
    expect(log).toEqual(["save ", "save tried", "send", "save firing"]);
  });

  test("a save that fails, or hangs, is reported and stops no alert", async () => {
    const failing = { load: () => undefined, save: () => Promise.reject(new Error("disk full")) };
    const { clock, worker, told, errors } = bench({ persistence: failing, route: { groupWaitMs: 0 } });
    worker("w", "unhealthy");
    await clock.advance(1);
    expect(told()).toEqual(["firing +w"]);
    expect(errors.map(String)).toContain("Error: disk full");

    const hanging = { load: () => undefined, save: () => new Promise<void>(() => undefined) };
    const other = bench({ persistence: hanging, route: { groupWaitMs: 0 } });
    other.worker("w", "unhealthy");
    await other.clock.advance(1999);
    expect(other.told()).toEqual([]);
    await other.clock.advance(1);
    expect(other.told()).toEqual(["firing +w"]);
  });

  test("saves rest: at most a fifth of the time is spent on them", async () => {
    const clock = new ManualClock();
    const began: number[] = [];
    const save = (): Promise<void> => {
      began.push(clock.now());
      return new Promise((resolve) => void clock.setTimer(resolve, 100));
    };
    const { worker } = bench({ clock, persistence: { load: () => undefined, save } });
    for (let i = 0; i < 19; i += 1) {
      worker(`w${i}`, "unhealthy");
      await clock.advance(50);
    }
    expect(began).toEqual([0, 500]);
    await clock.advance(1000);
    // What is left to be saved is saved in two more, and then no more.
    expect(began.slice(0, 3)).toEqual([0, 500, 1000]);
    await clock.advance(10_000);
    expect(began.length).toBeLessThanOrEqual(4);
  });

  test("close keeps what waits for the next start, and lets finish what is under way", async () => {
    let saved: AlertsSnapshot | undefined;
    let release: (() => void) | undefined;
    const sink: Sink = { name: "a", send: () => new Promise((resolve) => (release = resolve)) };
    const persistence = { load: () => saved, save: (snapshot: AlertsSnapshot) => void (saved = snapshot) };
    const { clock, worker, alerts } = bench({
      sinks: [sink],
      route: { sinks: ["a"], groupBy: ["worker"] },
      persistence,
    });
    worker("a", "unhealthy");
    await clock.advance(MINUTE);
    worker("b", "unhealthy");
    const closed = alerts.close();
    release?.();
    await closed;
    const told = Object.fromEntries(
      (saved as SavedState | undefined)?.groups.map(({ labels, ledgers }) => [
        labels["worker"],
        ledgers.flatMap((one) => one.told.map(([, what]) => what)),
      ]) ?? [],
    );
    expect(told).toEqual({ a: ["firing"], b: [] });
  });
});

test("openAlerts goes on from a file; a file that is broken is an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pigeon-alerts-"));
  try {
    const path = join(folder, "alerts.json");
    const clock = new ManualClock();
    const sink = recordingSink("a");
    const options: AlertsOptions = {
      rules: [workerRule],
      sinks: [sink],
      routes: [{ name: "all", sinks: ["a"], groupWaitMs: 0, groupIntervalMs: 0 }],
      clock,
      persistence: filePersistence(path),
    };
    const first = await openAlerts(options);
    first.observe({ type: "worker", workerId: "w", status: "unhealthy" });
    await first.flush();
    await first.close();
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ version: 1 });

    const second = await openAlerts(options);
    expect(second.active()).toHaveLength(1);
    second.observe({ type: "worker", workerId: "w", status: "healthy" });
    await second.flush();
    await second.close();
    expect(toldBy(sink)).toEqual(["firing +w", "resolved -w"]);

    await writeFile(path, "{ half");
    await expect(openAlerts(options)).rejects.toThrow(SyntaxError);
    expect(() => createAlerts({ ...options, persistence: undefined })).not.toThrow();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
