import type { WorkerView } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { sortWorkers } from "../src/pages/sort-workers.ts";

const worker = (workerId: string, status = "healthy", more: object = {}): WorkerView =>
  ({
    workerId,
    types: ["image.resize"],
    labels: {},
    health: { status, breaker: "closed" },
    ...more,
  }) as WorkerView;
const names = (workers: readonly WorkerView[]) => workers.map(({ workerId }) => workerId);
const all = { status: "", text: "" };

test("those that need a look come first, and numbers count by their value", () => {
  const open = worker("w3", "healthy", { health: { status: "healthy", breaker: "open" } });
  const fleet = [worker("w10"), worker("w2"), open, worker("w1", "unhealthy"), worker("w4", "recovering")];
  expect(names(sortWorkers(fleet, all))).toEqual(["w1", "w4", "w3", "w2", "w10"]);
});

test("they are found by health, id, type and label", () => {
  const fleet = [
    worker("alpha", "unhealthy"),
    worker("beta", "healthy", { types: ["mail.send"] }),
    worker("gamma", "healthy", { labels: { zone: "EU-1a" } }),
  ];
  expect(names(sortWorkers(fleet, { status: "unhealthy", text: "" }))).toEqual(["alpha"]);
  expect(names(sortWorkers(fleet, { status: "", text: "MAIL" }))).toEqual(["beta"]);
  expect(names(sortWorkers(fleet, { status: "", text: "zone=eu" }))).toEqual(["gamma"]);
  expect(names(sortWorkers(fleet, { status: "unhealthy", text: "beta" }))).toEqual([]);
});
