/** Why a lease is not taken. The hub gives the job to another worker; no attempt is used up. */
export type RefuseReason = "no-free-slot" | "unknown-type" | "draining";

export type Admission =
  | { readonly kind: "run" }
  /** Taken before: running, or finished. The push was repeated, the work must not be. */
  | { readonly kind: "known" }
  | { readonly kind: "refuse"; readonly reason: RefuseReason };

export interface AdmitInput {
  /** The worker holds this lease or held it lately. */
  readonly known: boolean;
  readonly draining: boolean;
  readonly hasHandler: boolean;
  readonly freeSlots: number;
}

/** Whether to run a lease that the hub pushed. A known one is affirmed even while draining or full. */
export function admit({ known, draining, hasHandler, freeSlots }: AdmitInput): Admission {
  if (known) return { kind: "known" };
  if (draining) return { kind: "refuse", reason: "draining" };
  if (!hasHandler) return { kind: "refuse", reason: "unknown-type" };
  if (freeSlots <= 0) return { kind: "refuse", reason: "no-free-slot" };
  return { kind: "run" };
}
