/** Longer messages are cut, so that one worker's errors stay small. */
const MAX_LENGTH = 500;
/** As deep as errors wrap each other in practice. */
const MAX_CAUSES = 3;

/** The message of whatever was thrown or given as a reason. Never throws. */
export function describeReason(reason: unknown): string {
  const text = textOf(reason);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function textOf(reason: unknown): string {
  try {
    if (typeof reason === "string") return reason || "no reason given";
    if (reason === undefined || reason === null) return "no reason given";
    if (typeof reason === "number" || typeof reason === "boolean") return String(reason);
    if (reason instanceof Error) return withCauses(reason);
    if (typeof reason === "object") return messageOf(reason) ?? JSON.stringify(reason) ?? "an object";
    return `a reason of type ${typeof reason}`;
  } catch {
    return "a reason that cannot be read";
  }
}

/** What wraps often says nothing, as the "fetch failed" of `fetch`; its causes do. */
function withCauses(error: Error): string {
  const words = [wordsOf(error)];
  let { cause } = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    const word = wordsOf(cause);
    if (!words.some((said) => said.includes(word))) words.push(word);
    ({ cause } = cause);
  }
  return words.join(": ");
}

/** Errors of Node's network may have a code and no message. */
function wordsOf(error: Error): string {
  if (error.message) return error.message;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function messageOf(reason: object): string | undefined {
  if (!("message" in reason) || typeof reason.message !== "string") return undefined;
  return reason.message || undefined;
}
