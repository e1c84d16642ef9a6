import type { Chaos, ProxyFaults, TcpProxy } from "@pigeon/chaos";

type Hurt = "cut" | "hole" | "slow";

/** A connection of two parts, through a proxy. Several faults may lie on it at once. */
export class Link {
  readonly proxy: TcpProxy;
  readonly #faults = new Map<Hurt, number>();

  constructor(proxy: TcpProxy) {
    this.proxy = proxy;
  }

  get port(): number {
    return this.proxy.port;
  }

  /** One more fault of this kind. */
  hurt(kind: Hurt): void {
    this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);
    this.#set();
    if (kind === "cut") this.proxy.reset();
  }

  heal(kind: Hurt): void {
    this.#faults.set(kind, Math.max(0, (this.#faults.get(kind) ?? 0) - 1));
    this.#set();
  }

  #set(): void {
    const has = (kind: Hurt): boolean => (this.#faults.get(kind) ?? 0) > 0;
    const lane = {
      ...(has("hole") ? { blackHole: true } : {}),
      ...(has("slow") ? { latencyMs: 60, jitterMs: 40 } : {}),
    };
    const faults: ProxyFaults = {
      toServer: lane,
      toClient: lane,
      ...(has("cut") ? { refuse: { rate: 1 } } : {}),
    };
    this.proxy.set(faults);
  }
}

export async function openLink(chaos: Chaos, name: string, port: number): Promise<Link> {
  return new Link(await chaos.proxy({ name, target: { port } }));
}
