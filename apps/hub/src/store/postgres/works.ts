import type {
  Assignment,
  Change,
  ChangeOutcome,
  Claimed,
  ClaimRequest,
  EnqueueOutcome,
  NewJob,
} from "../port.ts";
import type { Transaction } from "./transaction.ts";

export interface Enqueue {
  readonly kind: "enqueue";
  readonly jobs: readonly NewJob[];
  /** How often it was begun. */
  tries: number;
}
export interface Apply {
  readonly kind: "apply";
  readonly changes: readonly Change[];
  readonly now: number;
}
export interface Claim {
  readonly kind: "claim";
  readonly request: ClaimRequest;
  /** How often it was begun. */
  tries: number;
}
/** Anything else that writes. */
export interface Other<T = unknown> {
  readonly kind: "other";
  readonly perform: (transaction: Transaction) => Promise<T>;
}

/** What a caller asked for. All of it may be done a second time, after the first was undone. */
export type Work = Enqueue | Apply | Claim | Other;

export type AnswerTo<W extends Work> = W extends Enqueue
  ? EnqueueOutcome
  : W extends Apply
    ? ChangeOutcome[]
    : W extends Claim
      ? Claimed[]
      : W extends Other<infer T>
        ? T
        : never;

/** What becomes of one work in a transaction that is committed. */
export type Answer =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: unknown };

export const done = (value: unknown): Answer => ({ kind: "done", value });

/** Asked once, also when the transaction is tried again: what it decides, its caller has noted. */
export function askedOnce(request: ClaimRequest): ClaimRequest {
  let decided: readonly Assignment[] | undefined;
  return { ...request, assign: (candidates) => (decided ??= request.assign(candidates)) };
}

/** How much a work adds to a transaction. */
export function sizeOf(work: Work): number {
  return work.kind === "enqueue" ? work.jobs.length : work.kind === "apply" ? work.changes.length : 1;
}
