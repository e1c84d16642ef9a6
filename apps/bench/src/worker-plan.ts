/** What a worker process is told by its argument. */
export interface WorkerPlan {
  readonly kind: "hub" | "bullmq" | "bullmq-postgres" | "pg-boss" | "graphile-worker" | "beanstalkd";
  /** URL or port of the peer; of several hubs the URLs, with commas. */
  readonly connection: string;
  /** Jobs at once. */
  readonly capacity: number;
  /** Settings in the words of the peer's library. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A holder never ends a hold; a finisher ends it at once. */
  readonly role: "holder" | "finisher";
}

/** What a worker process tells. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "handled"; readonly count: number }
  | { readonly kind: "started"; readonly key: string; readonly atMs: number };
