import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import { within } from "../deadline.ts";
import { breakerName } from "../dispatch/deliver.ts";
import type { Failure } from "../failures.ts";
import type { Clock } from "../ports.ts";
import type { StoredWorker } from "../store/port.ts";
import type { OpenLink } from "./link.ts";
import { Polls } from "./polls.ts";
import type { Member, Registry } from "./registry.ts";

export interface RosterParts {
  readonly registry: Registry;
  readonly detector: Detector;
  readonly breakers: Breakers;
  readonly openLink: OpenLink;
  readonly clock: Clock;
  /** How often workers promise to send heartbeats. */
  readonly heartbeatIntervalMs: number;
  readonly onFailure: (workerId: string, error: unknown, context: Failure) => void;
}

const PROBE_TIMEOUT_MS = 5_000;

/** Lets workers in and out: the registry, and all that watches and reaches them. */
export class Roster {
  readonly polls: Polls;
  readonly #parts: RosterParts;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    const onGone = (workerId: string, reason: string) => parts.detector.connectionLost(workerId, reason);
    this.polls = new Polls({ ...parts, onGone });
  }

  /** Takes the place of a member of the same id. */
  admit(worker: StoredWorker, answered: boolean): Member {
    const { registry, detector, breakers, openLink } = this.#parts;
    const { workerId, endpoint, token } = worker;
    const before = registry.get(workerId);
    if (before !== undefined) this.#close(before, "the worker registered again");
    breakers.reset(breakerName(workerId));
    const onDisconnect = () => {
      if (registry.isCurrent(member)) detector.connectionLost(workerId, "its connection closed");
    };
    if (endpoint === undefined) this.polls.watch(workerId);
    else this.polls.unwatch(workerId);
    const link = endpoint === undefined ? undefined : openLink({ endpoint, token, onDisconnect });
    const member = registry.add(worker, link, answered);
    detector.registerWorker(workerId, { incarnation: token.slice(-8) });
    // The first contact: leaves a connection open whose end will tell, and finds a dead worker at once.
    link?.probe(within(this.#parts.clock, PROBE_TIMEOUT_MS, member.gone.signal)).catch((error: unknown) => {
      if (registry.isCurrent(member)) detector.connectionLost(workerId, String(error));
    });
    return member;
  }

  drop(member: Member, reason: string): void {
    const { registry, detector, breakers } = this.#parts;
    const { workerId } = member.worker;
    registry.remove(workerId);
    this.polls.unwatch(workerId);
    detector.unregisterWorker(workerId);
    breakers.delete(breakerName(workerId));
    this.#close(member, reason);
  }

  /** Stops at the worker what it should no longer run. Best effort: fencing guards the rest. */
  cancel(workerId: string, leaseIds: readonly string[]): void {
    const member = this.#parts.registry.get(workerId);
    if (member?.delivery.kind !== "push" || member.gone.signal.aborted) return;
    const signal = within(this.#parts.clock, PROBE_TIMEOUT_MS, member.gone.signal);
    member.delivery.link
      .cancel(leaseIds, signal)
      .catch((error: unknown) => this.#parts.onFailure(workerId, error, { operation: "cancel" }));
  }

  /** The connection on which a worker waited for leases ended, and not by the hub's answer. */
  pollBroke(member: Member): void {
    // It may have begun the next poll before the end of the last one was noticed.
    const waits = member.delivery.kind === "pull" && member.delivery.line.open > 0;
    if (this.#parts.registry.isCurrent(member) && !waits) this.polls.broke(member.worker.workerId);
  }

  /** Answers the workers that wait for leases, as when their time is up. */
  endPolls(): void {
    this.polls.unwatchAll();
    for (const { delivery } of this.#parts.registry.all())
      if (delivery.kind === "pull") delivery.line.hand([]);
  }

  async close(): Promise<void> {
    const deliveries = this.#parts.registry.all().map(({ delivery }) => delivery);
    await Promise.allSettled(deliveries.flatMap((each) => (each.kind === "push" ? [each.link.close()] : [])));
  }

  #close(member: Member, reason: string): void {
    member.gone.abort(new Error(reason));
    if (member.delivery.kind === "pull") member.delivery.line.hand([]);
    else
      member.delivery.link
        .close()
        .catch((error: unknown) =>
          this.#parts.onFailure(member.worker.workerId, error, { operation: "close" }),
        );
  }
}
