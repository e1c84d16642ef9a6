import type { IncomingMessage, ServerResponse } from "node:http";
import { MAX_BODY_BYTES, PROBLEM_TYPE } from "@pigeon/protocol";
import type { InputError } from "@pigeon/protocol";

/** An error answer by RFC 9457. */
export interface ProblemAnswer {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly InputError[];
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendProblem(response: ServerResponse, problem: ProblemAnswer): void {
  const text = JSON.stringify({ type: "about:blank", ...problem });
  response.writeHead(problem.status, {
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

export type BodyRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: ProblemAnswer };

/** Reads a JSON body of bounded size. Rejects only when the sender goes away. */
export async function readJson(request: IncomingMessage): Promise<BodyRead> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What is over the bound is read and forgotten, so that the sender sees the answer and not a reset.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MAX_BODY_BYTES) {
    const detail = `the body has ${bytes} bytes, expected at most ${MAX_BODY_BYTES}`;
    return { ok: false, problem: { status: 413, title: "Body too large", detail } };
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
  } catch (error) {
    const detail = `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, problem: { status: 400, title: "Bad request", detail } };
  }
}
