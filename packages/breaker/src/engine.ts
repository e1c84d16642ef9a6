// Whoever compiles this source needs the types that opossum does not ship.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./opossum.d.ts" />
import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";

/**
 * One call, as the engine sees it: it begins, and is settled from outside. To opossum it passes for the promise of
 * its action, which spares each call a promise and the callbacks that would feed it.
 */
export abstract class Task {
  // Not #private here and in those that extend it: making those fields costs each call more than all the rest.
  private onValue: ((value: unknown) => void) | undefined;
  private onError: ((error: unknown) => void) | undefined;

  /** Starts the work. Must not throw. */
  protected abstract begin(): void;

  /** Fulfils the engine's promise. */
  resolve(value: unknown): void {
    this.onValue?.(value);
  }

  reject(error: unknown): void {
    this.onError?.(error);
  }

  /** @internal opossum hands over its two callbacks by `then(onValue).catch(onError)`, once, in this order. */
  // oxlint-disable-next-line unicorn/no-thenable
  then(onValue: (value: unknown) => void): this {
    this.onValue = onValue;
    return this;
  }

  /** @internal */
  catch(onError: (error: unknown) => void): void {
    this.onError = onError;
    this.begin();
  }
}

/** Runs tasks, and none while open. */
export interface Engine {
  run(task: Task): Promise<unknown>;
  open(): void;
  close(): void;
}

// One for all: nothing is counted in it, and a rotation controller spares it a timer of its own.
const status = CircuitBreaker.newStatus({
  rollingCountBuckets: 1,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  rotateBucketController: new EventEmitter(),
});

const identity = (task: Task): PromiseLike<unknown> => task as unknown as PromiseLike<unknown>;
// Spares it summing up its empty statistics at every failure.
const errorFilter = (): boolean => true;

/** opossum, with its policy and its timers switched off: it runs the calls, and is opened and closed from here. */
export function createEngine(name: string): Engine {
  const circuit = new CircuitBreaker<Task>(identity, { name, timeout: false, status, errorFilter });
  // Its own listeners gather statistics without end, open by a failure rate, and hold a recovery timer while open.
  circuit.removeAllListeners();
  return {
    // What fire() does, less one copy of the arguments.
    run: (task) => circuit.call(undefined, task),
    open: () => circuit.open(),
    close: () => circuit.close(),
  };
}
