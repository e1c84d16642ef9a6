import type { Problem } from "@pigeon/protocol";
import { token } from "./token.ts";

/** The hub said no, or nothing at all (status 0). The message can be shown. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function headers(): Record<string, string> {
  const known = token();
  return known === undefined ? {} : { authorization: `Bearer ${known}` };
}

/** One request to the hub. @throws {ApiError} */
export async function call<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "The hub does not answer.");
  }
  if (!response.ok) throw new ApiError(response.status, explain(response.status, await problemOf(response)));
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** What the hub says of its refusal, in words for the person in front of the page. */
export function explain(status: number, problem: Partial<Problem>): string {
  const { detail = "", errors = [] } = problem;
  if (status === 401) return "The hub asks for a token, and does not know this one.";
  if (status === 403) return `Not allowed: ${detail || "this needs a token of another role"}.`;
  const listed = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  const text = listed.length > 0 ? listed.join("; ") : detail || `the hub answered with status ${status}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Partial<Problem>;
  } catch {
    return {};
  }
}
