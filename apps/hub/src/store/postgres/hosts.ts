export interface Host {
  readonly host: string;
  readonly port: number;
}

/** Where the database may be: of several, the one that takes writes. */
export class Hosts {
  readonly all: readonly Host[];
  #current = 0;

  constructor(all: readonly Host[]) {
    this.all = all;
  }

  get several(): boolean {
    return this.all.length > 1;
  }

  /** Where it was found last. */
  get current(): Host {
    return this.all[this.#current] ?? { host: "", port: 0 };
  }

  /** In the order in which to look: first where it was, then those after that, around. */
  get order(): readonly Host[] {
    return [...this.all.slice(this.#current), ...this.all.slice(0, this.#current)];
  }

  found(host: Host): void {
    this.#current = Math.max(0, this.all.indexOf(host));
  }
}
