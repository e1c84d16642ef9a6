import type { IncomingMessage, ServerResponse } from "node:http";
import { LeaseCancel, LeasePush, parse } from "@pigeon/protocol";
import type { InputError, Lease, LeasePushAnswer } from "@pigeon/protocol";
import { hasBearer } from "./bearer.ts";
import { readJson, sendJson, sendProblem } from "./http-io.ts";
import type { ProblemAnswer } from "./http-io.ts";

/** What the hub may ask of a worker. */
export interface WorkerDoor {
  /** The token of the current registration; undefined while there is none. */
  token(): string | undefined;
  push(leases: readonly Lease[]): LeasePushAnswer;
  cancel(leaseIds: readonly string[]): void;
}

type Answer =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly problem: ProblemAnswer };

const ROUTES: Readonly<Record<string, { method: string; act(door: WorkerDoor, body: unknown): Answer }>> = {
  "/v1/leases": {
    method: "POST",
    act(door, body) {
      const push = parse(LeasePush, body);
      return push.ok ? { ok: true, status: 202, body: door.push(push.value.leases) } : badInput(push.errors);
    },
  },
  "/v1/leases/cancel": {
    method: "POST",
    act(door, body) {
      const cancel = parse(LeaseCancel, body);
      if (!cancel.ok) return badInput(cancel.errors);
      door.cancel(cancel.value.leaseIds);
      return { ok: true, status: 202, body: {} };
    },
  },
};

/** Answers one request of the hub's. */
export async function serve(
  door: WorkerDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/healthz" && (request.method === "GET" || request.method === "HEAD")) {
    return sendJson(response, 200, { status: "ok" });
  }
  const early = refusal(door, request, path);
  if (early !== undefined) {
    request.resume();
    return sendProblem(response, early);
  }
  const body = await readJson(request);
  if (!body.ok) return sendProblem(response, body.problem);
  const answer = ROUTES[path]?.act(door, body.value);
  if (answer?.ok === true) return sendJson(response, answer.status, answer.body);
  return sendProblem(response, answer?.problem ?? notFound(path));
}

/** What is wrong with a request before its body matters. */
function refusal(door: WorkerDoor, request: IncomingMessage, path: string): ProblemAnswer | undefined {
  if (path === "/healthz") return wrongMethod("GET");
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (route === undefined) return notFound(path);
  if (request.method !== route.method) return wrongMethod(route.method);
  const token = door.token();
  if (token === undefined) {
    return {
      status: 503,
      title: "Not registered",
      detail: "the worker is not registered yet; try again soon",
    };
  }
  if (hasBearer(request.headers.authorization, token)) return undefined;
  const detail = "expected the header authorization: Bearer <workerToken of the current registration>";
  return { status: 401, title: "Unauthorized", detail };
}

function badInput(errors: readonly InputError[]): Answer {
  const detail = "the body does not have the expected shape";
  return { ok: false, problem: { status: 400, title: "Bad request", detail, errors } };
}

function notFound(path: string): ProblemAnswer {
  return { status: 404, title: "Not found", detail: `a worker has no ${path.slice(0, 200)}` };
}

function wrongMethod(expected: string): ProblemAnswer {
  return { status: 405, title: "Method not allowed", detail: `expected ${expected}` };
}
