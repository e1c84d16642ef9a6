import type { FleetControl } from "@pigeon/hub";
import { expect, test } from "vitest";
import { caller, startTestHub } from "./support.ts";

const AT = Date.parse("2026-01-05T12:00:00Z");
const market = "spot" as const;

/** A fleet of two instances, which writes down what it is told. */
function fakeFleet(told: string[]): FleetControl {
  return {
    status: () =>
      Promise.resolve({
        cluster: "mail",
        at: AT,
        mode: "auto",
        counts: { wanted: 2, serving: 1, booting: 1, leaving: 0 },
        instances: [
          {
            id: "i-1",
            type: "large",
            zone: "a",
            market,
            state: "running",
            condition: "serving",
            launchedAt: AT - 90_000,
            worker: { id: "i-1", status: "healthy", slots: 4, running: 1, draining: false },
          },
          {
            id: "i-2",
            type: "large",
            zone: "b",
            market,
            state: "pending",
            condition: "failing",
            launchedAt: AT - 1000,
            reason: "its worker does not come",
          },
        ],
        exhausted: [{ type: "large", zone: "c", market }],
        costPerHour: 0.25,
        decision: { change: "out", current: 1, target: 2, reasons: ["3 jobs wait", "one more"] },
        notes: ["launches put off"],
      }),
    scaleTo: (count) => Promise.resolve(told.push(`scale ${count}`)),
    follow: () => void told.push("follow"),
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}

test("the fleet, as a table and as JSON", async () => {
  const pigeon = caller(await startTestHub({}, { fleet: fakeFleet([]) }));
  expect((await pigeon(["fleet"], { now: AT })).stdout).toMatchInlineSnapshot(`
    "fleet        mail, follows the load
    instances    2 wanted, 1 serving, 1 booting, 0 leaving
    cost         0.250 an hour
    why          3 jobs wait; one more
    no capacity  large in c (spot)
    notes        launches put off

    INSTANCE  TYPE   ZONE  MARKET  CONDITION  WORKER   SLOTS  LAUNCHED    NOTE
    i-1       large  a     spot    serving    healthy    1/4  1m 30s ago  -
    i-2       large  b     spot    failing    -            -  1s ago      its worker does not come
    "
  `);
  expect((await pigeon(["fleet", "show", "--json"])).json()).toMatchObject({
    cluster: "mail",
    instances: [{ id: "i-1" }, { id: "i-2" }],
  });
});

test("scale to a number, and by the load", async () => {
  const told: string[] = [];
  const pigeon = caller(await startTestHub({}, { fleet: fakeFleet(told) }));
  expect(await pigeon(["fleet", "scale", "5"])).toMatchObject({ exitCode: 0, stdout: "scaling to 5\n" });
  expect(await pigeon(["fleet", "scale", "auto"])).toMatchObject({
    exitCode: 0,
    stdout: "following the load\n",
  });
  expect((await pigeon(["fleet", "scale", "0", "--json"])).json()).toEqual({ scaling: 0 });
  expect(told).toEqual(["scale 5", "follow", "scale 0"]);
  for (const wrong of ["many", "1.5", "100000"])
    expect((await pigeon(["fleet", "scale", wrong])).exitCode).toBe(2);
  expect(told).toHaveLength(3);
});

test("a hub without a fleet says so", async () => {
  const pigeon = caller(await startTestHub());
  expect(await pigeon(["fleet"])).toMatchObject({ exitCode: 5, stderr: "pigeon: this hub keeps no fleet\n" });
});
