/** Works of one name run one after another, in the order in which they were asked for; others do not wait. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Also when the work before it failed. */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name);
    const turn = before === undefined ? work() : before.then(work, work);
    this.#last.set(name, turn);
    void turn
      .catch(() => {})
      .finally(() => {
        if (this.#last.get(name) === turn) this.#last.delete(name);
      });
    return turn;
  }
}
