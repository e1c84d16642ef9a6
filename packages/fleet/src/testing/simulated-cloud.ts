import type { Clock } from "@pigeon/retry";
import type {
  Cloud,
  Instance,
  LaunchIntent,
  LaunchOutcome,
  MissingPermission,
  Offer,
  Prepared,
  Removal,
  TerminateOutcome,
} from "../cloud.ts";
import { offerName } from "../identity.ts";
import { timingOf, viewOf, type Machine, type SimulatedTiming, type Timing } from "./machine.ts";
import type { SimulatedHub } from "./simulated-hub.ts";

/** What goes wrong with one call. */
export type CloudFault =
  /** It is not done, and the caller hears nothing. */
  | "lost-before"
  /** It is done, and the caller hears nothing. */
  | "lost-after"
  | "throttled"
  | "denied"
  /** It rejects. */
  | "error";

export interface SimulatedCloudOptions extends SimulatedTiming {
  readonly clock: Clock;
  /** Where workers register once they have booted. Without it no worker ever comes. */
  readonly hub?: SimulatedHub | undefined;
}

/**
 * A cloud in memory that behaves as EC2 does where it matters: instances boot and end in their own time, tokens
 * make launches idempotent, new instances are described a bit late, and capacity, throttling, lost answers and
 * interruptions are had on demand.
 */
export class SimulatedCloud implements Cloud {
  readonly #clock: Clock;
  readonly #hub: SimulatedHub | undefined;
  readonly #timing: Timing;
  readonly #machines = new Map<string, Machine>();
  readonly #byToken = new Map<string, Machine>();
  readonly #capacity = new Map<string, number>();
  readonly #faults: { readonly call: keyof Cloud; readonly fault: CloudFault }[] = [];
  readonly #clusters = new Set<string>();
  #hours = 0;
  /** Calls of each kind. */
  readonly calls: Record<keyof Cloud, number> = {
    describe: 0,
    launch: 0,
    terminate: 0,
    prepare: 0,
    remove: 0,
    permissions: 0,
  };
  /** What `permissions` answers. */
  missing: readonly MissingPermission[] = [];
  /** Whether workers of instances launched from now on ever register. */
  bootsWorkers = true;

  constructor({ clock, hub, ...timing }: SimulatedCloudOptions) {
    this.#clock = clock;
    this.#hub = hub;
    this.#timing = timingOf(timing);
  }

  /** Instances of this offer that can be there at once. Default: no limit. */
  setCapacity(offer: Offer, instances: number): void {
    this.#capacity.set(offerName(offer), instances);
  }

  /** The next call of this kind goes wrong; of several, the first one first. */
  fail(call: keyof Cloud, fault: CloudFault): void {
    this.#faults.push({ call, fault });
  }

  /** Every instance that has not ended, described or not. */
  get alive(): readonly Instance[] {
    return [...this.#machines.values()]
      .filter((each) => each.endingAt > this.#now)
      .map((each) => this.#view(each));
  }

  /** How many were ever launched. */
  get launched(): number {
    return this.#byToken.size;
  }

  /** Hours of instances, from launch to the begin of shutting down, up to now. */
  get instanceHours(): number {
    const alive = [...this.#machines.values()].map(
      (each) => Math.min(each.endingAt, this.#now) - each.launchedAt,
    );
    return this.#hours + alive.reduce((a, b) => a + b, 0) / 3_600_000;
  }

  /** Whether launch template and the like of this cluster are there. */
  isPrepared(cluster: string): boolean {
    return this.#clusters.has(cluster);
  }

  /** A spot instance gets its notice, and is taken away when that is over. */
  interrupt(id: string): void {
    const machine = this.#running(id);
    if (machine === undefined || machine.interruptionAt !== undefined) return;
    machine.interruptionAt = this.#now + this.#timing.noticeMs;
    this.#clock.setTimer(() => this.#end(machine), this.#timing.noticeMs);
  }

  /** The machine dies at once, with all that runs on it. */
  kill(id: string): void {
    const machine = this.#running(id);
    if (machine !== undefined) this.#end(machine);
  }

  /** Its status checks fail from now on, or no longer. */
  setImpaired(id: string, impaired = true): void {
    const machine = this.#running(id);
    if (machine !== undefined) machine.impaired = impaired;
  }

  async describe(cluster: string): Promise<readonly Instance[]> {
    this.calls.describe += 1;
    const fault = this.#fault("describe");
    if (fault !== undefined) throw new Error(`simulated: describe ${fault}`);
    this.#forgetOld();
    const visible = this.#now - this.#timing.describeLagMs;
    return [...this.#machines.values()]
      .filter(({ intent, launchedAt }) => intent.cluster === cluster && launchedAt <= visible)
      .map((machine) => this.#view(machine));
  }

  async launch(intent: LaunchIntent): Promise<LaunchOutcome> {
    this.calls.launch += 1;
    const fault = this.#fault("launch");
    if (fault === "throttled") return { kind: "throttled", reason: "RequestLimitExceeded" };
    if (fault === "denied") return { kind: "denied", reason: "UnauthorizedOperation" };
    if (fault === "error") throw new Error("simulated: launch error");
    if (fault === "lost-before") return { kind: "unknown", reason: "connection reset" };
    const outcome = this.#launch(intent);
    return fault === "lost-after" ? { kind: "unknown", reason: "connection reset" } : outcome;
  }

  async terminate(ids: readonly string[]): Promise<readonly TerminateOutcome[]> {
    this.calls.terminate += 1;
    const fault = this.#fault("terminate");
    if (fault === "error") throw new Error("simulated: terminate error");
    if (fault === "denied") return ids.map((id) => ({ kind: "denied", id, reason: "UnauthorizedOperation" }));
    if (fault === undefined || fault === "lost-after") for (const id of ids) this.kill(id);
    if (fault !== undefined) return ids.map((id) => ({ kind: "unknown", id, reason: fault }));
    return ids.map((id) => ({ kind: "terminated", id }));
  }

  async prepare(cluster: string): Promise<Prepared> {
    this.calls.prepare += 1;
    const fault = this.#fault("prepare");
    if (fault === "denied") {
      throw Object.assign(new Error("UnauthorizedOperation: ec2:CreateLaunchTemplate"), { retryable: false });
    }
    if (fault !== undefined && fault !== "lost-after") throw new Error(`simulated: prepare ${fault}`);
    const created = !this.#clusters.has(cluster);
    this.#clusters.add(cluster);
    if (fault === "lost-after") throw new Error("simulated: prepare lost");
    return { created, resources: [`launch template of ${cluster}`] };
  }

  async remove(cluster: string): Promise<Removal> {
    this.calls.remove += 1;
    if (this.#fault("remove") !== undefined) {
      return { removed: [], left: [{ resource: `launch template of ${cluster}`, reason: "simulated" }] };
    }
    return this.#clusters.delete(cluster)
      ? { removed: [`launch template of ${cluster}`], left: [] }
      : { removed: [], left: [] };
  }

  async permissions(): Promise<readonly MissingPermission[]> {
    this.calls.permissions += 1;
    return this.missing;
  }

  get #now(): number {
    return this.#clock.wallTime();
  }

  #fault(call: keyof Cloud): CloudFault | undefined {
    const index = this.#faults.findIndex((each) => each.call === call);
    return index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
  }

  #launch(intent: LaunchIntent): LaunchOutcome {
    const known = this.#byToken.get(intent.token);
    if (known !== undefined) return { kind: "launched", instance: this.#view(known) };
    const name = offerName(intent.offer);
    const used = this.alive.filter((each) => offerName(each) === name).length;
    if (used >= (this.#capacity.get(name) ?? Infinity)) {
      return { kind: "capacity", reason: `InsufficientInstanceCapacity: ${name}` };
    }
    const machine: Machine = {
      id: `i-${String(this.#byToken.size + 1).padStart(6, "0")}`,
      intent,
      launchedAt: this.#now,
      endingAt: Infinity,
      interruptionAt: undefined,
      impaired: false,
    };
    this.#machines.set(machine.id, machine);
    this.#byToken.set(intent.token, machine);
    if (this.bootsWorkers) {
      this.#clock.setTimer(() => {
        if (machine.endingAt > this.#now) {
          this.#hub?.register(machine.id, this.#timing.slotsOf(intent.offer.type), machine.id);
        }
      }, this.#timing.bootMs);
    }
    return { kind: "launched", instance: this.#view(machine) };
  }

  #running(id: string): Machine | undefined {
    const machine = this.#machines.get(id);
    return machine !== undefined && machine.endingAt > this.#now ? machine : undefined;
  }

  #end(machine: Machine): void {
    if (machine.endingAt <= this.#now) return;
    machine.endingAt = this.#now;
    this.#hub?.ends(machine.id);
  }

  #forgetOld(): void {
    for (const machine of this.#machines.values()) {
      if (machine.endingAt + this.#timing.forgetMs > this.#now) continue;
      this.#hours += (machine.endingAt - machine.launchedAt) / 3_600_000;
      this.#machines.delete(machine.id);
    }
  }

  #view(machine: Machine): Instance {
    return viewOf(machine, this.#timing, this.#now);
  }
}
