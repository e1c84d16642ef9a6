import { expect, test } from "vitest";
import { ChaosOptionsError } from "../src/index.ts";
import { refusal } from "../src/nemesis/refusal.ts";
import { setUp } from "./support.ts";

const victim = { name: "a", process: (): number => 4711 };

function problems(options: unknown): readonly string[] {
  try {
    setUp().chaos.nemesis(options as never);
  } catch (error) {
    if (error instanceof ChaosOptionsError) return error.problems;
    throw error;
  }
  return [];
}

const range = (least: number): string =>
  `expected a number from ${least} to 2147483647, or { min, max } of such numbers`;

test.each([
  [null, "options: expected an object, received null"],
  [{}, "victims: expected a list that is not empty, received undefined"],
  [{ victims: [] }, "victims: expected a list that is not empty, received an array of 0"],
  [{ victims: [1] }, "victims[0]: expected an object, received 1 (number)"],
  [{ victims: [{ name: "a" }] }, "victims[0].process: expected a function, received undefined"],
  [
    { victims: [{ process: (): number => 1 }] },
    "victims[0].name: expected a text that is not empty, received undefined",
  ],
  [{ victims: [{ ...victim, restart: 1 }] }, "victims[0].restart: expected a function, received 1 (number)"],
  [
    { victims: [{ name: "b", hurt: (): number => 1 }] },
    "victims[0].heal: expected a function, received undefined",
  ],
  [
    { victims: [{ name: "b", hurt: (): number => 1, heal: (): number => 1, restart: (): number => 1 }] },
    "victims[0].restart: no such option, there are name, hurt, heal",
  ],
  [{ victims: [victim, victim] }, 'victims[1].name: "a" is the name of another victim'],
  [{ victims: [victim], name: "" }, 'name: expected a text that is not empty, received "" (string)'],
  [{ victims: [victim], everyMs: 0 }, `everyMs: ${range(1)}, received 0 (number)`],
  [{ victims: [victim], keepUp: -1 }, "keepUp: expected an integer of 0 or more, received -1 (number)"],
  [{ victims: [victim], keepUp: 0.5 }, "keepUp: expected an integer of 0 or more, received 0.5 (number)"],
  [{ victims: [victim], keepUp: 1 }, "keepUp: expected fewer than the 1 victims, received 1 (number)"],
  [{ victims: [victim], actions: [] }, "actions: expected a list that is not empty, received an array of 0"],
  [
    { victims: [victim], actions: ["kill"] },
    'actions[0]: expected an action of kind "kill" or "pause", received "kill" (string)',
  ],
  [
    { victims: [victim], actions: [{ kind: "maim" }] },
    'actions[0]: expected an action of kind "kill" or "pause", received object with keys [kind]',
  ],
  [{ victims: [victim], actions: [{ kind: "pause" }] }, `actions[0].forMs: ${range(0)}, received undefined`],
  [
    { victims: [victim], actions: [{ kind: "kill", downMs: -1 }] },
    `actions[0].downMs: ${range(0)}, received -1 (number)`,
  ],
  [
    { victims: [victim], actions: [{ kind: "kill", signal: 9 }] },
    "actions[0].signal: expected the name of a signal, received 9 (number)",
  ],
  [
    { victims: [victim], actions: [{ kind: "kill", weight: 0 }] },
    "actions[0].weight: expected a number greater than 0, received 0 (number)",
  ],
  [
    { victims: [victim], actions: [{ kind: "pause", forMs: 1, weight: Infinity }] },
    "actions[0].weight: expected a number greater than 0, received Infinity (number)",
  ],
  [
    { victims: [victim], actions: [{ kind: "pause", forMs: 1, signal: "SIGINT" }] },
    "actions[0].signal: no such option, there are kind, forMs, weight",
  ],
])("%o", (options, problem) => expect(problems(options)).toEqual([problem]));

test.each([
  { victims: [victim, { name: "b", hurt: (): number => 1, heal: (): number => 1 }] },
  { victims: [victim] },
  { victims: [victim, { ...victim, name: "b", restart: (): number => 1 }], keepUp: 1, name: "n", everyMs: 1 },
  { victims: [victim], keepUp: 0, actions: [{ kind: "kill", downMs: 0, signal: "SIGTERM", weight: 0.1 }] },
  {
    victims: [victim],
    everyMs: { min: 1, max: 2 },
    actions: [{ kind: "pause", forMs: { min: 0, max: 1 }, weight: 2 }],
  },
])("%o is fine", (options) => expect(problems(options)).toEqual([]));

test("which pids are refused", () => {
  const own = [100, 200];
  expect(refusal(4711, own)).toBeUndefined();
  expect(refusal(2, own)).toBeUndefined();
  for (const pid of [1, 0, -1, -4711])
    expect(refusal(pid, own)).toBe(`pid ${pid} is not a process of its own`);
  for (const pid of own)
    expect(refusal(pid, own)).toBe(`pid ${pid} is this process or the one that started it`);
  for (const pid of [1.5, Number.NaN, Infinity, "4711", undefined]) {
    expect(refusal(pid, own)).toBe("its pid is not an integer");
  }
});
