import type { Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a call ends with when no answer comes. The codes are those of Node's sockets. */
export class NetworkError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A condition that lasts until it is lifted. Without a host it holds for every message. */
export type Condition =
  | { readonly kind: "cut"; readonly host: string; readonly direction: "to" | "from" | "both" }
  | { readonly kind: "loss"; readonly probability: number }
  | { readonly kind: "duplication"; readonly probability: number }
  | { readonly kind: "delay"; readonly maxMs: number; readonly host?: string };

const RESET = "ECONNRESET";

/** Carries calls between hosts. Every message has a delay of its own, so later ones may overtake. */
export class Network {
  readonly conditions: Set<Condition> = new Set();
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Calls `serve` at the host `to`; the promise ends as a call over a socket does, or never if `from` dies. */
  call<T>(
    from: Host,
    to: Host,
    timeoutMs: number,
    serve: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let done = false;
      const { epoch } = from;
      const finish = (tell: () => void) => {
        if (done || from.epoch !== epoch) return;
        from.deliver(() => {
          if (done) return;
          done = true;
          stopTimer();
          tell();
        });
      };
      const fail = (code: string) => finish(() => reject(new NetworkError(code, `${to.name}: ${code}`)));
      const stopTimer = from.after(timeoutMs, () => fail("UND_ERR_HEADERS_TIMEOUT"));
      signal?.addEventListener("abort", () => finish(() => reject(signal.reason as Error)));
      const answer = (tell: () => void) =>
        this.#send(
          to,
          from,
          () => finish(tell),
          () => fail(RESET),
        );
      const arrive = () => {
        if (!to.up) return this.#send(to, from, () => fail("ECONNREFUSED"));
        const { epoch: served } = to;
        const broken = () => this.#send(to, from, () => fail(RESET));
        to.onCrash.add(broken);
        to.deliver(() => {
          const reply = (tell: () => void) => {
            to.onCrash.delete(broken);
            // A process that froze while it worked answers when it thaws.
            if (to.epoch === served) to.deliver(() => answer(tell));
          };
          serve().then(
            (value) => reply(() => resolve(value)),
            (error: unknown) => reply(() => reject(error)),
          );
        });
      };
      this.#send(from, to, arrive, () => fail(RESET));
      if (this.#holds("duplication")) this.#send(from, to, arrive);
    });
  }

  /** One message. `broken` is called instead of `arrive` when it is lost in a way that the sender sees. */
  #send(from: Host, to: Host, arrive: () => void, broken: () => void = () => {}): void {
    const delayMs = this.#delay(from, to);
    if (this.isCut(from, to)) return;
    if (this.#holds("loss")) {
      if (this.#random.chance(0.5)) this.#world.after(delayMs, broken);
      return;
    }
    this.#world.after(delayMs, () => {
      if (!this.isCut(from, to)) arrive();
    });
  }

  isCut(from: Host, to: Host): boolean {
    for (const each of this.conditions) {
      if (each.kind !== "cut") continue;
      if (each.host === from.name && each.direction !== "to") return true;
      if (each.host === to.name && each.direction !== "from") return true;
    }
    return false;
  }

  #holds(kind: "loss" | "duplication"): boolean {
    for (const each of this.conditions)
      if (each.kind === kind && this.#random.chance(each.probability)) return true;
    return false;
  }

  #delay(from: Host, to: Host): number {
    let maxMs = 4;
    for (const each of this.conditions) {
      if (each.kind !== "delay") continue;
      if (each.host === undefined || each.host === from.name || each.host === to.name)
        maxMs = Math.max(maxMs, each.maxMs);
    }
    return this.#random.int(1, maxMs);
  }
}
