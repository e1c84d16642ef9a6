import { Problem, parse } from "@pigeon/protocol";
import { HubAnswerError } from "./errors.ts";

/** The problem in an error's body; one made from the status where a proxy answered in its own way. */
export function readProblem(status: number, text: string): Problem {
  const parsed = parse(Problem, parseJson(text));
  if (parsed.ok) return { ...parsed.value, status };
  return { type: "about:blank", title: `HTTP ${status}`, status, detail: text.trim().slice(0, 500) };
}

/** What a Retry-After header asks for: seconds, or a date. Undefined where it cannot be read. */
export function retryAfterMs(header: string, wallTime: number): number | undefined {
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime);
}

type Schema = Parameters<typeof parse>[0];

/** Checks an answer against the contract. Throws HubAnswerError. */
export function expectAnswer<S extends Schema>(
  schema: S,
  body: unknown,
  what: string,
): Extract<ReturnType<typeof parse<S>>, { ok: true }>["value"] {
  const parsed = parse(schema, body);
  if (parsed.ok) return parsed.value;
  const [first] = parsed.errors;
  const where = first === undefined ? "" : `: ${first.path === "" ? "(body)" : first.path}: ${first.message}`;
  throw new HubAnswerError(`the hub's answer to ${what} has another shape than expected${where}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
