/** Longer messages are cut, so that one worker's errors stay small. */
const MAX_LENGTH = 500;

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
    if (reason instanceof Error) return reason.message || reason.name;
    if (typeof reason === "object") return messageOf(reason) ?? JSON.stringify(reason) ?? "an object";
    return `a reason of type ${typeof reason}`;
  } catch {
    return "a reason that cannot be read";
  }
}

function messageOf(reason: object): string | undefined {
  if (!("message" in reason) || typeof reason.message !== "string") return undefined;
  return reason.message || undefined;
}
