import { StoreError, type Store } from "../../src/store/port.ts";
import type { MemoryDisk } from "../../src/store/memory/disk.ts";
import type { Replicas } from "../../src/store/replicas.ts";
import type { Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A hub that does not reach its database notices it after this time. */
const UNREACHABLE_AFTER_MS = 50;
/** How many of the hints between hubs arrive. */
const HINTS_ARRIVE = 0.8;

/** How a hub is one of several. */
export interface SharedHub {
  readonly name?: string;
  readonly disk?: MemoryDisk;
  readonly network?: StoreNetwork;
}

/** What lies between hubs and the database that they share: hubs know each other through it only. */
export class StoreNetwork {
  /** How many answers are lost of what was done. */
  doubt = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #lost = new Map<string, number>();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Of one hub, or of all. Losses of the same hub may overlap. */
  lose(hub: string | undefined, lost: boolean): void {
    const name = hub ?? "all";
    this.#lost.set(name, Math.max(0, (this.#lost.get(name) ?? 0) + (lost ? 1 : -1)));
  }

  heal(): void {
    this.#lost.clear();
    this.doubt = 0;
  }

  /** The store as a hub reaches it. */
  between(host: Host, store: Store): Store {
    const { replicas } = store;
    if (replicas === undefined) throw new Error("the store has no replicas");
    return {
      ...this.#reached(host, store),
      close: () => store.close(),
      replicas: {
        ...this.#reached(host, replicas),
        tell: (id, text) => {
          if (!this.#isLost(host)) replicas.tell(id, text);
        },
        hear: (listener) =>
          replicas.hear((text) => {
            if (this.#isLost(host) || !this.#random.chance(HINTS_ARRIVE)) return;
            host.after(this.#random.int(1, 5), () => listener(text));
          }),
      },
    };
  }

  #reached<T extends Store | Replicas>(host: Host, port: T): T {
    type Method = (...given: unknown[]) => Promise<unknown>;
    const methods = Object.entries(port).map(([name, method]) => {
      const call: Method = async (...given) => {
        if (this.#isLost(host)) return this.#refuse(host, "unavailable");
        const answer = await (method as Method)(...given);
        // Lost on the way back: whoever asked cannot know.
        if (this.#isLost(host)) return this.#refuse(host, "unsure");
        if (this.doubt > 0 && this.#random.chance(this.doubt)) return this.#refuse(host, "unsure");
        return answer;
      };
      return [name, call];
    });
    return Object.fromEntries(methods) as T;
  }

  #isLost(host: Host): boolean {
    return (this.#lost.get("all") ?? 0) + (this.#lost.get(host.name) ?? 0) > 0;
  }

  #refuse(host: Host, code: "unavailable" | "unsure"): Promise<never> {
    const error = new StoreError(code, `the database cannot be reached (${code})`);
    this.#world.log(host.name, () => error.message);
    return new Promise((_resolve, reject) => {
      host.after(UNREACHABLE_AFTER_MS, () => reject(error));
    });
  }
}
