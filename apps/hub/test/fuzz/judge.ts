import { ADMIN_SECRET } from "./requests.ts";

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What is wrong with an answer, whatever was asked; undefined when nothing is. */
export function complaint({ status, type, body }: Answered): string | undefined {
  if (status >= 500) return `status ${status}`;
  if (body.includes(ADMIN_SECRET)) return "the answer repeats the caller's token";
  if (status < 400 || body === "") return undefined;
  if (/\n\s+at |node_modules|node:internal|\/src\//.test(body)) return "the answer shows the hub's insides";
  if (!type.startsWith("application/problem+json")) return `an error of the type ${type}`;
  try {
    const problem = JSON.parse(body) as { status?: unknown; detail?: unknown };
    if (problem.status === status && typeof problem.detail === "string") return undefined;
  } catch {}
  return "an error that is no problem document";
}
