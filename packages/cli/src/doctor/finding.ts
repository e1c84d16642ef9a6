/** What one check found. */
export interface Finding {
  readonly check: "node" | "configuration" | "store" | "disk" | "port" | "tokens" | "hub" | "clock" | "token";
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

export function found(
  check: Finding["check"],
  status: Finding["status"],
  message: string,
  hint?: string,
): Finding {
  return { check, status, message, ...(hint === undefined ? {} : { hint }) };
}
