// The part of opossum 10 that engine.ts uses; opossum ships no types.
declare module "opossum" {
  import type { EventEmitter } from "node:events";

  interface StatusOptions {
    rollingCountBuckets: number;
    rollingPercentilesEnabled: boolean;
    enableSnapshots: boolean;
    rotateBucketController: EventEmitter;
  }
  interface Options {
    name: string;
    timeout: number | false;
    status: object;
    errorFilter: (error: unknown) => boolean;
  }
  class CircuitBreaker<Task> extends EventEmitter {
    static newStatus(options: StatusOptions): object;
    constructor(action: (task: Task) => PromiseLike<unknown>, options: Options);
    call(self: undefined, task: Task): Promise<unknown>;
    open(): void;
    close(): void;
  }
  export { CircuitBreaker as default };
}
