import type { Core } from "../core.ts";
import { streamOf } from "../draw.ts";
import { throwIfAny } from "../problems.ts";
import { nemesisProblems } from "./check-options.ts";
import type { NemesisOptions } from "./options.ts";
import { type Strike, type StrikePlan, strikes } from "./strikes.ts";
import { Wounds } from "./wounds.ts";

/** Kills, freezes and restarts processes, by hand or by a seeded schedule. */
export interface Nemesis {
  readonly name: string;
  /** Begins to strike by the plan, until `stop`. Does nothing if it has begun. */
  start(): void;
  /** Strikes no more, and heals what it hurt. Resolves when restarts have ended. */
  stop(): Promise<void>;
  /**
   * Strikes one victim now. False if nothing was done: chaos is off, there is no such process, or it is
   * down already. `forMs` after that it heals: a paused process goes on, a killed one is restarted;
   * without it, not before `heal` or `stop`. `signal` is sent in the place of SIGKILL.
   *
   * @throws NemesisRefusedError for this process, its parent, and pids that are no single process.
   */
  strike(victim: string, action: "kill" | "pause", forMs?: number, signal?: NodeJS.Signals): boolean;
  /** Lets paused processes go on and restarts killed ones at once. Resolves when restarts have ended. */
  heal(): Promise<void>;
  /** The first strikes of the plan, which depend on the seed and the options alone. */
  plan(count: number): readonly Strike[];
  /** The victims that are paused, killed or being restarted now. */
  readonly down: readonly string[];
  /** What it did so far. */
  readonly counts: Readonly<Record<"kill" | "pause" | "restart", number>>;
}

export function createNemesis(core: Core, options: NemesisOptions): Nemesis {
  throwIfAny(nemesisProblems(options));
  const { name = "nemesis", victims, actions = [{ kind: "kill" }] } = options;
  const { everyMs = { min: 1000, max: 5000 }, keepUp = 0 } = options;
  const plan: StrikePlan = { victims: victims.map((victim) => victim.name), actions, everyMs, keepUp };
  const stream = streamOf(core.seed, "nemesis", name);
  const wounds = new Wounds(core, name, victims, keepUp);
  let cancel: (() => void) | undefined;

  const begin = (): void => {
    const startedAt = core.clock.now();
    const coming = strikes(stream, plan);
    const next = (): void => {
      const strike = coming.next().value;
      const inMs = Math.max(0, startedAt + strike.atMs - core.clock.now());
      cancel = core.clock.setTimer(() => {
        next();
        wounds.tryStrike(strike.victim, strike.action, strike.forMs, strike.signal);
      }, inMs);
    };
    next();
  };

  core.killSwitch.onChange((on) => {
    if (!on) void wounds.heal();
  });
  return {
    name,
    start() {
      if (cancel === undefined && core.enabled) begin();
    },
    async stop() {
      cancel?.();
      cancel = undefined;
      await wounds.heal();
    },
    strike: (victim, action, forMs, signal = action === "kill" ? "SIGKILL" : "SIGSTOP") =>
      wounds.strike(victim, action, forMs, signal),
    heal: () => wounds.heal(),
    plan(count) {
      const coming = strikes(stream, plan);
      return Array.from({ length: count }, () => coming.next().value);
    },
    get down() {
      return wounds.down;
    },
    get counts() {
      return { ...wounds.counts };
    },
  };
}
