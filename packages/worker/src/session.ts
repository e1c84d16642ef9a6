import type { Heartbeat } from "@pigeon/protocol";
import { safeEmit } from "./events.ts";
import type { Emit } from "./events.ts";
import { startHeartbeats } from "./heartbeats.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { createHubLink } from "./hub-link.ts";
import { createHubList } from "./hub-list.ts";
import type { HubList } from "./hub-list.ts";
import { leave } from "./leave.ts";
import type { Settings } from "./options.ts";
import { trackReachability } from "./reachability.ts";
import { register } from "./registration.ts";
import { createResultsSender } from "./results-sender.ts";
import type { ResultsSender } from "./results-sender.ts";
import { createRunner } from "./runner.ts";
import type { Runner } from "./runner.ts";
import { listen } from "./server.ts";
import type { WorkerServer } from "./server.ts";
import { usageFields } from "./usage.ts";
import type { StopOptions, Worker } from "./worker.ts";

/** Where a worker stands with its hub. */
type Standing =
  | { readonly kind: "new" }
  | { readonly kind: "registering" }
  | { readonly kind: "registered"; readonly token: string; readonly heartbeats: Heartbeats }
  | {
      readonly kind: "stopping";
      readonly token: string | undefined;
    };

/** Longest list of leases that the contract takes in a heartbeat. */
const MAX_LISTED_LEASES = 10_000;

/** One worker from start to stop: joins the parts and holds the standing. */
export class Session implements Worker {
  readonly workerId: string;
  readonly slots: number;
  readonly #settings: Settings;
  readonly #emit: Emit;
  readonly #link: HubList;
  readonly #sender: ResultsSender;
  readonly #runner: Runner;
  readonly #joining: AbortController = new AbortController();
  #standing: Standing = { kind: "new" };
  #server: WorkerServer | undefined;
  #endpoint: string | undefined;
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(settings: Settings) {
    const { hubs, token, tls, system, handlers, slots, workerId } = settings;
    this.#settings = settings;
    this.workerId = workerId;
    this.slots = slots;
    this.#emit = safeEmit(settings.onEvent);
    const emit = this.#emit;
    this.#link = createHubList({
      hubs,
      random: system.random,
      connect: (hub, onDisconnect) => createHubLink({ hub, token, tls, system, onDisconnect }),
      onChange: (hub, reason) => emit({ kind: "hub-changed", hub, reason }),
      onAnswer: trackReachability(emit),
      onDisconnect: () => {
        if (this.#standing.kind === "registered") this.#standing.heartbeats.hurry();
      },
    });
    this.#sender = createResultsSender({
      link: this.#link,
      path: `${this.#path}/results`,
      system,
      emit,
      onUnknownWorker: () => this.#registerAgain(),
    });
    this.#runner = createRunner({
      handlers,
      slots,
      system,
      emit,
      report: (report) => this.#sender.add(report),
      isUnacknowledged: (leaseId) => this.#sender.has(leaseId),
    });
  }

  get endpoint(): string | undefined {
    return this.#endpoint;
  }

  get running(): number {
    return this.#runner.running;
  }

  get #path(): string {
    return `/v1/workers/${encodeURIComponent(this.workerId)}`;
  }

  start(): Promise<void> {
    this.#started ??= this.#stopped === undefined ? this.#start() : Promise.reject(stoppedError());
    return this.#started;
  }

  stop({ drainMs = 30_000 }: StopOptions = {}): Promise<void> {
    this.#stopped ??= this.#stop(drainMs);
    return this.#stopped;
  }

  async #start(): Promise<void> {
    this.#standing = { kind: "registering" };
    try {
      await this.#listen();
      await this.#register(false);
    } catch (error) {
      this.#standing = { kind: "new" };
      await Promise.all([this.#server?.close(), this.#link.close()]);
      throw error;
    }
    if (this.#stopped !== undefined) throw stoppedError();
  }

  async #listen(): Promise<void> {
    const { host, port, endpoint, tlsServer } = this.#settings;
    this.#server = await listen(
      { host, port, tls: tlsServer },
      {
        token: () => ("token" in this.#standing ? this.#standing.token : undefined),
        push: (leases) => this.#runner.push(leases),
        cancel: (leaseIds) => this.#runner.cancel(leaseIds, "hub"),
      },
    );
    this.#endpoint = endpoint ?? this.#server.address;
  }

  async #register(again: boolean): Promise<void> {
    const { system, handlers, slots, labels } = this.#settings;
    const endpoint = this.#endpoint ?? "";
    const types = [...handlers.keys()];
    const request = {
      workerId: this.workerId,
      endpoint,
      types,
      slots,
      ...(labels === undefined ? {} : { labels }),
    };
    const signal = this.#joining.signal;
    const granted = await register({ link: this.#link, request, system, signal, persistent: again });
    if (granted === undefined || signal.aborted) return;
    // The hub released the leases of the earlier registration: they run elsewhere now.
    if (again) this.#runner.cancelAll("registered-again");
    const heartbeats = startHeartbeats({
      link: this.#link,
      path: `${this.#path}/heartbeat`,
      intervalMs: granted.heartbeatIntervalMs,
      system,
      content: () => this.#heartbeat(),
      onCancel: (leaseIds) => this.#runner.cancel(leaseIds, "hub"),
      onUnknownWorker: () => this.#registerAgain(),
    });
    this.#standing = { kind: "registered", token: granted.workerToken, heartbeats };
    this.#emit({ kind: "registered", workerId: this.workerId, endpoint, again });
  }

  #registerAgain(): void {
    if (this.#standing.kind !== "registered") return;
    this.#standing.heartbeats.stop();
    this.#standing = { kind: "registering" };
    void this.#register(true);
  }

  #heartbeat(): Heartbeat {
    const held = new Set([...this.#runner.held(), ...this.#sender.unacknowledged()]);
    return { running: [...held].slice(0, MAX_LISTED_LEASES), ...usageFields(this.#settings.report) };
  }

  async #stop(drainMs: number): Promise<void> {
    const before = this.#standing;
    const registered = before.kind === "registered" ? before : undefined;
    this.#standing = { kind: "stopping", token: registered?.token };
    this.#joining.abort();
    this.#emit({ kind: "draining" });
    await leave({
      link: this.#link,
      path: this.#path,
      system: this.#settings.system,
      runner: this.#runner,
      sender: this.#sender,
      drainMs,
      atHub: before.kind !== "new",
    });
    registered?.heartbeats.stop();
    const unsentResults = this.#sender.unacknowledged().length;
    this.#sender.close();
    await Promise.all([this.#server?.close(), this.#link.close()]);
    this.#emit({ kind: "stopped", unsentResults });
  }
}

function stoppedError(): Error {
  return new Error("the worker was stopped; make a new one with createWorker()");
}
