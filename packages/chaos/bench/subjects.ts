// One function for each way to make the same call.
import { createChaos, type ChaosOptions, type ChaosRule } from "@pigeon/chaos";

export type Subject = () => Promise<unknown>;

const work = async (): Promise<number> => 1;
// What NODE_ENV is here is no matter.
const on: ChaosOptions = { enabled: true, env: {}, seed: 1 };

const rare: ChaosRule[] = [
  { kind: "fault", rate: 1e-9, target: { name: "work" } },
  { kind: "latency", rate: 1e-9, delayMs: 1 },
  { kind: "outcome", rate: 1e-9, target: { name: /^w/ }, result: () => 2 },
];
const elsewhere: ChaosRule[] = rare.map((rule) => ({ ...rule, target: { name: "elsewhere" } }));
const error = new Error("injected");

function wrapped(options: ChaosOptions): Subject {
  return createChaos(options).wrap("work", work);
}

const killed = createChaos({ ...on, rules: rare });
killed.kill();
const calling = createChaos({ ...on, rules: rare });
const failing = createChaos({ ...on, rules: [{ kind: "fault", rate: 1, error: () => error }] }).wrap(
  "work",
  work,
);

/** The cost of a call that nothing happens to, and of one that something does. */
export const calls: Record<string, Subject> = {
  "nothing, the bare call": work,
  "not enabled": wrapped({ rules: rare }),
  killed: killed.wrap("work", work),
  "on, no rules": wrapped(on),
  "on, 3 rules for other names": wrapped({ ...on, rules: elsewhere }),
  "on, 3 rules that look at each call": wrapped({ ...on, rules: rare }),
  "the same by chaos.call": () => calling.call("work", work),
  "a behavior injected into each call": wrapped({
    ...on,
    rules: [{ kind: "behavior", rate: 1, run: () => undefined }],
  }),
  "a fault injected into each call": () => failing().catch(() => undefined),
};
