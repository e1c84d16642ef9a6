import { describe, expect, test } from "vitest";
import { AlertsOptionsError } from "../src/index.ts";
import { bench, MINUTE, SECOND, workerRule } from "./support.ts";

const in_ = (minutes: number): Date => new Date(Date.parse("2026-01-01T00:00:00Z") + minutes * MINUTE);
const of = (worker: string) => ({
  matchers: [{ label: "worker", is: worker }],
  comment: "planned",
  author: "ann",
});

describe("silences", () => {
  test("what is silenced is not told until the silence ends", async () => {
    const { clock, alerts, worker, told } = bench();
    const silence = alerts.silence({ ...of("a"), until: in_(10) });
    expect(silence).toEqual({
      ...of("a"),
      id: silence.id,
      from: "2026-01-01T00:00:00.000Z",
      until: "2026-01-01T00:10:00.000Z",
      state: "active",
    });
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    expect(alerts.active().map(({ labels, muted }) => [labels["worker"], muted])).toEqual([
      ["a", true],
      ["b", false],
    ]);
    await clock.advance(9 * MINUTE);
    expect(told()).toEqual(["firing +b"]);
    await clock.advance(MINUTE + 30 * SECOND);
    expect(told()).toEqual(["firing +b", "firing +a +b"]);
    expect(alerts.silences()).toEqual([]);
  });

  test("who was told gets the resolve, silenced or not, and no repeat", async () => {
    const { clock, alerts, worker, told } = bench({ route: { repeatIntervalMs: 10 * MINUTE } });
    worker("a", "unhealthy");
    await clock.advance(MINUTE);
    alerts.silence({ ...of("a"), until: in_(60) });
    await clock.advance(50 * MINUTE);
    expect(told()).toEqual(["firing +a"]);
    worker("a", "healthy");
    await clock.advance(MINUTE);
    expect(told()).toEqual(["firing +a", "resolved -a"]);
  });

  test("a group of which something muted still fires is not resolved", async () => {
    const { clock, alerts, worker, sink } = bench();
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    await clock.advance(MINUTE);
    alerts.silence({ ...of("a"), until: in_(60) });
    worker("b", "healthy");
    await clock.advance(10 * MINUTE);
    expect(sink.notifications[1]).toMatchObject({ status: "firing", acknowledged: false });
    expect(sink.notifications[1]?.alerts).toHaveLength(1);
  });

  test("can begin later, and be taken back", async () => {
    const { clock, alerts, worker, told } = bench({ route: { groupWaitMs: 0, groupBy: ["worker"] } });
    const { id, state } = alerts.silence({ ...of("*"), from: in_(5), until: in_(500) });
    expect(state).toBe("pending");
    expect(alerts.status().silences).toBe(1);
    worker("a", "unhealthy");
    await clock.advance(5 * MINUTE);
    expect(told()).toEqual(["firing +a"]);
    worker("b", "unhealthy");
    await clock.advance(MINUTE);
    expect(alerts.silences()).toMatchObject([{ id, state: "active" }]);
    expect(told()).toHaveLength(1);
    expect(alerts.unsilence("another")).toBe(false);
    expect(alerts.unsilence(id)).toBe(true);
    expect(alerts.unsilence(id)).toBe(false);
    await clock.advance(1);
    expect(told()).toEqual(["firing +a", "firing +b"]);
  });

  test("bad requests: all problems at once", () => {
    const { alerts } = bench();
    const bad = { matchers: [], from: new Date(NaN), until: in_(1), comment: "", author: "" };
    expect(() => alerts.silence(bad)).toThrow(AlertsOptionsError);
    expect(() => alerts.silence(bad)).toThrow(
      "Bad options of alerts:\n" +
        "  matchers: expected at least one matcher, received an array\n" +
        "  from: expected a date, received a value of type object\n" +
        '  comment: expected a string that is not empty, received "" (string)\n' +
        '  author: expected a string that is not empty, received "" (string)',
    );
    expect(() => alerts.silence({ ...of("a"), from: in_(5), until: in_(5) })).toThrow(
      "until: expected a date after from",
    );
    expect(() => alerts.silence({ ...of("a"), matchers: [{ label: "" }], until: in_(1) })).toThrow(
      "matchers[0]: expected is or not",
    );
  });
});

describe("inhibition", () => {
  const fleet = {
    name: "Fleet",
    severity: "critical",
    summary: "fleet",
    when: { type: "fleet-suspect" },
  } as const;
  const inhibit = [
    { source: [{ label: "alertname", is: "Fleet" }], target: [{ label: "alertname", is: "Worker*" }] },
  ];

  test("one failure explains the others until it ends", async () => {
    const { clock, alerts, worker, told } = bench({
      rules: [workerRule, fleet],
      inhibit,
      route: { groupWaitMs: 0 },
    });
    alerts.observe({ type: "fleet-suspect", phase: "begin" });
    worker("a", "unhealthy");
    await clock.advance(MINUTE);
    expect(told()).toEqual(["firing +Fleet"]);
    expect(alerts.active().map(({ rule, muted }) => [rule, muted])).toEqual([
      ["Fleet", false],
      ["WorkerFailed", true],
    ]);
    alerts.observe({ type: "fleet-suspect", phase: "end" });
    await clock.advance(5 * MINUTE);
    expect(told()).toEqual(["firing +Fleet", "firing +a", "resolved -Fleet"]);
  });

  test("only where the labels agree; an alert does not inhibit itself", async () => {
    const site = (name: string, labels: Record<string, string>) =>
      ({ name, severity: "high", summary: name, labels, when: { type: "gauge", name, above: 0 } }) as const;
    const { clock, alerts, told } = bench({
      rules: [site("Site", { at: "x" }), site("Host", { at: "x" }), site("Other", { at: "y" })],
      inhibit: [
        { source: [{ label: "alertname", is: "Site" }], target: [{ label: "at", is: "*" }], equal: ["at"] },
      ],
      route: { groupWaitMs: 0 },
    });
    for (const name of ["Site", "Host", "Other"]) alerts.observe({ type: "gauge", name, value: 1 });
    await clock.advance(MINUTE);
    expect(told()).toEqual(["firing +Site", "firing +Other"]);
  });

  test("two sources: the second still mutes when the first ends", async () => {
    const source = {
      source: [{ label: "alertname", is: "WorkerFailed" }],
      target: [{ label: "alertname", is: "Fleet" }],
    };
    const { clock, alerts, worker, told } = bench({
      rules: [workerRule, fleet],
      inhibit: [source],
      route: { groupWaitMs: 0 },
    });
    worker("a", "unhealthy");
    worker("b", "unhealthy");
    alerts.observe({ type: "fleet-suspect", phase: "begin" });
    worker("a", "healthy");
    await clock.advance(MINUTE);
    expect(told()).toEqual(["firing +b"]);
    worker("b", "healthy");
    await clock.advance(10 * MINUTE);
    expect(told()).toEqual(["firing +b", "firing +Fleet", "resolved -b"]);
  });
});
