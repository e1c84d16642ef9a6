import { expect, test } from "vitest";
import type { Fault } from "./ledger.ts";
import { figures, recoveries } from "./recovery.ts";
import { page, summary } from "./report.ts";
import type { Outcome } from "./run.ts";
import { aSubmission, end, evidence, start } from "./support.ts";

const fault = (part: Fault["part"], victim: string, from = 1000, until = 3000): Fault => ({
  kind: "kill",
  part,
  victim,
  from,
  until,
});
const acks = [900, 1000, 1700, 2000].map((ackedAt) => aSubmission({ ackedAt }));

test("a worker's jobs are on their way when the last of them began elsewhere, or ended after all", () => {
  const logs = [
    {
      workerId: "worker-1",
      entries: [
        start(500, "l1", "j1"),
        end(600, "l1"),
        start(900, "l2", "j2"),
        start(950, "l3", "j3"),
        end(1400, "l3"),
      ],
    },
    { workerId: "worker-2", entries: [start(1050, "l4", "j4"), start(1300, "l5", "j2")] },
  ];
  const [recovery] = recoveries(evidence({ logs, faults: [fault("worker", "worker-1")], submitted: acks }));
  expect(recovery).toMatchObject({ workMs: 300, submitGapMs: 700 });
});

test("a worker that ran nothing left nothing to move, also when an earlier process of its name did", () => {
  const entries = [start(500, "l1", "j1", 1), start(600, "l2", "j2", 2), end(700, "l2", "x", 2)];
  const logs = [
    { workerId: "worker-1", entries },
    { workerId: "worker-2", entries: [start(1300, "l5", "j1")] },
  ];
  const [recovery] = recoveries(evidence({ logs, faults: [fault("worker", "worker-1")], submitted: [] }));
  expect(recovery).toEqual({ fault: fault("worker", "worker-1") });
});

test("a hub is made up for when every worker that is well began a job", () => {
  const logs = ["worker-1", "worker-2", "worker-3"].map((workerId, index) => ({
    workerId,
    entries: [start(500, `a${index}`), start(1100 + index * 200, `b${index}`)],
  }));
  const hub = fault("hub", "hub-1");
  expect(recoveries(evidence({ logs, faults: [hub] }))[0]).toMatchObject({ workMs: 500 });
  const alsoHurt = fault("network", "network of worker-3", 800, 1200);
  expect(recoveries(evidence({ logs, faults: [hub, alsoHurt] }))[0]).toMatchObject({ workMs: 300 });
});

test("the database counts from when it is there again", () => {
  const logs = [{ workerId: "worker-1", entries: [start(3400, "l1")] }];
  const faults = [
    fault("database", "database"),
    { ...fault("database", "database"), until: undefined as never },
  ];
  const [healed, open] = recoveries(evidence({ logs, faults }));
  expect(healed).toMatchObject({ workMs: 400 });
  expect(open).toEqual({ fault: faults[1] });
});

test("figures by kind, and the pages that show them", () => {
  const logs = [
    { workerId: "worker-1", entries: [start(1250, "l1"), end(1300, "l1", "x1"), start(1900, "l2")] },
  ];
  const faults = [fault("hub", "hub-1"), fault("hub", "hub-2", 1500), fault("worker", "worker-<1>")];
  const known = evidence({ logs, faults, submitted: acks });
  expect(figures(recoveries(known))).toEqual([
    { what: "kill hub", count: 2, medianMs: 250, worstMs: 400, worstGapMs: 700 },
    { what: "kill worker", count: 1, medianMs: Number.NaN, worstMs: Number.NaN, worstGapMs: 700 },
  ]);
  const violations = [{ invariant: 2, what: "<two>" }] as const;
  const base = { evidence: known, startedAt: 0, endedAt: 10_000, settledMs: 200 };
  const outcome: Outcome = { ...base, violations, ends: ["hub-1 ended: code 1"], folder: "/somewhere" };
  const told = { outcome, command: "pnpm nemesis --seed 7" };
  const text = summary(told);
  expect(text).toMatch(
    /^3 faults in 10.0 s; 4 submissions, 4 acknowledged, 2 attempts run; 1 jobs: 1 succeeded/,
  );
  expect(text).toMatch(/kill hub +2 +250 ms +400 ms +700 ms\nkill worker +1 +- +- +700 ms/);
  expect(text).toMatch(/held {4}1\. .*\nBROKEN {2}2\. .* \(1\)\n/);
  expect(text).toMatch(/ {2}2: <two>\nlogs are in \/somewhere\nagain: pnpm nemesis --seed 7$/);
  const html = page(told);
  expect(html).toContain("A promise was broken");
  expect(html).toContain("<title>kill worker-&lt;1>, 1.0 s to 3.0 s</title>");
  expect(html).toContain("<td>kill hub-1</td><td>1.0 s</td><td>2.0 s</td><td>250 ms</td><td>700 ms</td>");
  expect(html).not.toContain("<two>");
  expect(page({ ...told, outcome: { ...outcome, violations: [] } })).toContain("Every promise held");
});
