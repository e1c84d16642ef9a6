import type { Core } from "../core.ts";
import { NemesisRefusedError } from "../errors.ts";
import type { ProcessEvent } from "../events.ts";
import { atExit, ownPids, sendSignal } from "../system.ts";
import type { OtherVictim, Victim } from "./options.ts";
import { refusal } from "./refusal.ts";
import { type TargetProcess, targetProcess } from "./target-process.ts";

type Wound =
  | { readonly kind: "paused"; readonly process: TargetProcess; readonly cancel: () => void }
  | { readonly kind: "killed"; readonly process: TargetProcess; readonly cancel: () => void }
  | { readonly kind: "hurt"; readonly victim: OtherVictim; readonly cancel: () => void }
  | { readonly kind: "healing"; readonly done: Promise<void> };

const none = (): void => undefined;

/** What the victims of one nemesis suffer now, and how it ends. */
export class Wounds {
  readonly counts: Record<"kill" | "pause" | "restart", number> = { kill: 0, pause: 0, restart: 0 };
  readonly #core: Core;
  readonly #nemesis: string;
  readonly #victims: ReadonlyMap<string, Victim>;
  readonly #keepUp: number;
  readonly #wounds = new Map<string, Wound>();
  #forgetExit: (() => void) | undefined;

  constructor(core: Core, nemesis: string, victims: readonly Victim[], keepUp: number) {
    this.#core = core;
    this.#nemesis = nemesis;
    this.#keepUp = keepUp;
    this.#victims = new Map(victims.map((victim) => [victim.name, victim]));
  }

  get down(): readonly string[] {
    return [...this.#wounds.keys()];
  }

  /**
   * As `strike`, for a schedule: a refusal is told as an event only. Restarts may take longer than the
   * plan has it, so that too few are up: then nobody is struck.
   */
  tryStrike(name: string, action: "kill" | "pause", forMs: number, signal: NodeJS.Signals): void {
    const up = this.#victims.size - this.#wounds.size;
    if (this.#core.killSwitch.on && up <= this.#keepUp) {
      this.#skip(name);
      return;
    }
    try {
      this.strike(name, action, forMs, signal);
    } catch (error) {
      if (!(error instanceof NemesisRefusedError)) this.#tell(name, "fail", { error });
    }
  }

  strike(name: string, action: "kill" | "pause", forMs: number | undefined, signal: NodeJS.Signals): boolean {
    const victim = this.#victims.get(name);
    if (victim === undefined) throw new RangeError(`No victim is named ${JSON.stringify(name)}`);
    if (!this.#core.killSwitch.on) return false;
    if ("hurt" in victim) return this.#hurt(victim, action, forMs);
    const process = this.#wounds.has(name) ? undefined : targetProcess(victim.process(), sendSignal);
    if (process === undefined) return this.#skip(name);
    const { pid } = process;
    const reason = refusal(pid, ownPids());
    if (reason !== undefined) {
      this.#tell(name, "refuse", { pid });
      throw new NemesisRefusedError(name, reason);
    }
    if (!process.send(signal)) return this.#skip(name);
    this.counts[action] += 1;
    const cancel = this.#healAfter(name, forMs);
    this.#wounds.set(name, { kind: action === "kill" ? "killed" : "paused", process, cancel });
    // Whatever is frozen as this process ends would stay so for ever.
    if (action === "pause") this.#forgetExit ??= atExit(() => this.#thaw());
    this.#tell(name, action, { pid });
    return true;
  }

  #hurt(victim: OtherVictim, action: "kill" | "pause", forMs: number | undefined): boolean {
    const { name } = victim;
    if (this.#wounds.has(name)) return this.#skip(name);
    Promise.resolve(victim.hurt(action)).catch((error: unknown) => this.#tell(name, "fail", { error }));
    this.counts[action] += 1;
    this.#wounds.set(name, { kind: "hurt", victim, cancel: this.#healAfter(name, forMs) });
    this.#tell(name, action, {});
    return true;
  }

  #healAfter(name: string, forMs: number | undefined): () => void {
    if (forMs === undefined) return none;
    return this.#core.clock.setTimer(() => void this.#healOne(name), forMs);
  }

  async heal(): Promise<void> {
    await Promise.all(this.down.map((name) => this.#healOne(name)));
  }

  async #healOne(name: string): Promise<void> {
    const wound = this.#wounds.get(name);
    if (wound === undefined) return;
    if (wound.kind === "healing") return await wound.done;
    wound.cancel();
    if (wound.kind !== "paused") {
      const healed = wound.kind === "hurt" ? this.#mend(wound.victim) : this.#restart(name, wound.process);
      const done = healed.finally(() => this.#wounds.delete(name));
      this.#wounds.set(name, { kind: "healing", done });
      return await done;
    }
    this.#wounds.delete(name);
    if (this.#paused().length === 0) {
      this.#forgetExit?.();
      this.#forgetExit = undefined;
    }
    this.#continue(name, wound.process);
  }

  async #restart(name: string, process: TargetProcess): Promise<void> {
    const victim = this.#victims.get(name);
    const restart = victim !== undefined && "restart" in victim ? victim.restart : undefined;
    try {
      if (restart === undefined) return;
      await process.ended();
      await restart();
      this.counts.restart += 1;
      this.#tell(name, "restart", {});
    } catch (error) {
      this.#tell(name, "fail", { error });
    }
  }

  async #mend(victim: OtherVictim): Promise<void> {
    try {
      await victim.heal();
      this.#tell(victim.name, "continue", {});
    } catch (error) {
      this.#tell(victim.name, "fail", { error });
    }
  }

  #continue(name: string, process: TargetProcess): void {
    try {
      if (process.send("SIGCONT")) this.#tell(name, "continue", { pid: process.pid });
    } catch (error) {
      this.#tell(name, "fail", { pid: process.pid, error });
    }
  }

  #paused(): TargetProcess[] {
    return [...this.#wounds.values()].flatMap((wound) => (wound.kind === "paused" ? [wound.process] : []));
  }

  #thaw(): void {
    for (const process of this.#paused()) process.send("SIGCONT");
  }

  #skip(name: string): false {
    this.#tell(name, "skip", {});
    return false;
  }

  #tell(victim: string, action: ProcessEvent["action"], more: Pick<ProcessEvent, "pid" | "error">): void {
    this.#core.emit({ type: "process", nemesis: this.#nemesis, victim, action, ...more });
  }
}
