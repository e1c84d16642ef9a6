/** What the other side's kernel answers when a process is gone. */
const REFUSALS: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
/** As deep as errors wrap each other in practice: fetch wraps its cause once. */
const MAX_DEPTH = 4;

/**
 * Whether a failed probe is an answer of the worker's machine: refused or reset. No answer, no route and
 * no name may as well be the fault of what lies between.
 */
export function isRefusal(error: unknown): boolean {
  let each = error;
  for (let depth = 0; depth < MAX_DEPTH && each instanceof Error; depth++) {
    if ("code" in each && REFUSALS.has(each.code)) return true;
    each = each.cause;
  }
  return false;
}
