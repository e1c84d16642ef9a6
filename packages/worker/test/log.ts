/** A list that can be awaited: no test sleeps. */
export class Log<T> {
  readonly all: T[] = [];
  #watchers: (() => void)[] = [];

  add(entry: T): void {
    this.all.push(entry);
    for (const watcher of this.#watchers) watcher();
  }

  /** The first entry that matches, now or later. */
  async first<S extends T>(match: (entry: T) => entry is S): Promise<S>;
  async first(match: (entry: T) => boolean): Promise<T>;
  async first(match: (entry: T) => boolean): Promise<T> {
    await this.until(() => this.all.some(match));
    return this.all.find(match) as T;
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#watchers = this.#watchers.filter((watcher) => watcher !== check);
        resolve();
      };
      this.#watchers.push(check);
      check();
    });
  }
}
