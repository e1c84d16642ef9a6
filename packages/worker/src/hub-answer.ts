import { Problem, parse } from "@pigeon/protocol";

/** What came of a call to the hub. */
export type HubAnswer =
  | { readonly kind: "ok"; readonly body: unknown }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly reason: string;
      readonly retryAfterMs: number;
    }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Reads a response. A body that is no JSON where success was said means that something else answered. */
export function readAnswer(status: number, text: string, retryAfter: string | undefined): HubAnswer {
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    if (text !== "" && body === undefined) {
      return { kind: "unreachable", reason: "the answer is not JSON: is this address a Pigeon hub?" };
    }
    return { kind: "ok", body };
  }
  return {
    kind: "refused",
    status,
    reason: problemText(status, body),
    retryAfterMs: retryAfterMs(retryAfter),
  };
}

/** Whether the hub cannot be reached, or cannot serve: another one might. */
export function isAway(answer: HubAnswer): boolean {
  return answer.kind === "unreachable" || (answer.kind === "refused" && answer.status >= 500);
}

/** Whether the same call may succeed later: the hub is overloaded, restarting or broken. */
export function isPassing(answer: HubAnswer): boolean {
  if (isAway(answer)) return true;
  return answer.kind === "refused" && [408, 425, 429].includes(answer.status);
}

function problemText(status: number, body: unknown): string {
  const problem = parse(Problem, body);
  if (!problem.ok) return `HTTP ${status}`;
  const { title, detail, errors = [] } = problem.value;
  const fields = errors.map(({ path, message }) => `${path}: ${message}`);
  return [`${title} (${status})`, detail, ...fields].filter((part) => part !== "").join("; ");
}

/** Whole seconds only: hubs send no dates. */
function retryAfterMs(header: string | undefined): number {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
