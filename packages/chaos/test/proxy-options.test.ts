import { expect, test } from "vitest";
import { ChaosOptionsError, createChaos, type ProxyFaults } from "../src/index.ts";
import { proxied } from "./proxy-support.ts";

async function problems(options: unknown): Promise<readonly string[]> {
  try {
    const proxy = await createChaos({ env: {} }).proxy(options as never);
    await proxy.close();
  } catch (error) {
    if (error instanceof ChaosOptionsError) return error.problems;
    throw error;
  }
  return [];
}

const target = { port: 1 };
const lane = "faults.toServer";

test.each([
  [undefined, "options: expected an object, received undefined"],
  [{}, "target: expected an object, received undefined"],
  [{ target: {} }, "target.port: expected a port from 1 to 65535, received undefined"],
  [{ target: { port: 0 } }, "target.port: expected a port from 1 to 65535, received 0 (number)"],
  [{ target: { port: 1.5 } }, "target.port: expected a port from 1 to 65535, received 1.5 (number)"],
  [{ target: { port: 65_536 } }, "target.port: expected a port from 1 to 65535, received 65536 (number)"],
  [{ target: { path: "" } }, 'target.path: expected a text that is not empty, received "" (string)'],
  [{ target: { path: "a", port: 1 } }, "target.port: no such option, there are path"],
  [{ target, name: 1 }, "name: expected a text that is not empty, received 1 (number)"],
  [{ target, listen: { port: -1 } }, "listen.port: expected a port from 0 to 65535, received -1 (number)"],
  [
    { target, faults: { latencyMs: 1 } },
    "faults.latencyMs: no such option, there are toServer, toClient, refuse, reset, halfOpen, schedule",
  ],
  [
    { target, faults: { toServer: { latencyMs: -1 } } },
    `${lane}.latencyMs: expected a number of milliseconds from 0 to 2147483647, received -1 (number)`,
  ],
  [
    { target, faults: { toServer: { jitterMs: 2 ** 31 } } },
    `${lane}.jitterMs: expected a number of milliseconds from 0 to 2147483647, received 2147483648 (number)`,
  ],
  [
    { target, faults: { toServer: { bytesPerSecond: 0 } } },
    `${lane}.bytesPerSecond: expected a number greater than 0, received 0 (number)`,
  ],
  [
    { target, faults: { toServer: { bytesPerSecond: Infinity } } },
    `${lane}.bytesPerSecond: expected a number greater than 0, received Infinity (number)`,
  ],
  [
    { target, faults: { toServer: { blackHole: 1 } } },
    `${lane}.blackHole: expected true or false, received 1 (number)`,
  ],
  [{ target, faults: { schedule: { everyMs: 5 } } }, "faults.schedule: everyMs and forMs need one another"],
  [
    { target, faults: { schedule: [] } },
    "faults.schedule: expected a schedule or a list of them that is not empty, received an array of 0",
  ],
  [
    { target, faults: { refuse: {} } },
    "faults.refuse.rate: expected a number from 0 to 1, received undefined",
  ],
  [
    { target, faults: { reset: { rate: 2 } } },
    "faults.reset.rate: expected a number from 0 to 1, received 2 (number)",
  ],
  [
    { target, faults: { halfOpen: { rate: 1, lost: "both" } } },
    'faults.halfOpen.lost: expected one of "server", "client", received "both" (string)',
  ],
  [
    { target, faults: { reset: { rate: 1, afterBytes: -1 } } },
    "faults.reset.afterBytes: expected a number from 0 to 9007199254740991, or { min, max } of such numbers, received -1 (number)",
  ],
])("%o", async (options, problem) => expect(await problems(options)).toEqual([problem]));

test("options that are fine, and faults that are not", async () => {
  const faults: ProxyFaults = {
    toServer: { latencyMs: 0, jitterMs: 1, bytesPerSecond: 0.5, blackHole: false },
    toClient: {},
    refuse: { rate: 0 },
    reset: { rate: 1, afterBytes: { min: 0, max: 1 } },
    halfOpen: { rate: 1, lost: "client", afterBytes: 0 },
    schedule: [
      { fromMs: 1, untilMs: 2 },
      { everyMs: 10, forMs: 5 },
    ],
  };
  expect(
    await problems({ name: "n", target: { host: "h", port: 65_535 }, listen: { port: 0 }, faults }),
  ).toEqual([]);
  const { proxy } = await proxied();
  expect(() => proxy.set({ toClient: { latency: 1 } } as never)).toThrow(
    "faults.toClient.latency: no such option",
  );
});
