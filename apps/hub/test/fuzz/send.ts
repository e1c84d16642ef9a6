import { request, type Agent } from "node:http";
import { connect } from "node:net";
import { complaint } from "./judge.ts";
import type { FuzzRequest } from "./requests.ts";

/** The status of each answer, and what is wrong with one of them. */
export interface Sent {
  readonly statuses: readonly (number | string)[];
  readonly complaint?: string | undefined;
}

const HANG_MS = 20_000;
/** A raw connection is left after this time: the hub has to bear that too. */
const LEAVE_MS = 250;
const MAX_BODY = 300_000;

/** Sends a request as any HTTP client would. */
export function sendRequest(base: URL, agent: Agent, fuzz: FuzzRequest): Promise<Sent> {
  return new Promise((resolve) => {
    const { method, path, headers, body } = fuzz;
    const done = (sent: Sent) => {
      clearTimeout(timer);
      resolve(sent);
    };
    const out = request({ host: base.hostname, port: base.port, agent, method, path, headers }, (answer) => {
      const { statusCode: status = 0 } = answer;
      const type = answer.headers["content-type"] ?? "";
      if (type.startsWith("text/event-stream") || type.includes("sqlite")) {
        done({ statuses: [status] });
        out.destroy();
        return;
      }
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text.length < MAX_BODY ? (text += chunk) : undefined));
      answer.on("end", () =>
        done({ statuses: [status], complaint: complaint({ status, type, body: text }) }),
      );
    });
    const timer = setTimeout(() => {
      out.destroy();
      done({ statuses: ["hang"], complaint: `no answer within ${HANG_MS} ms` });
    }, HANG_MS);
    out.on("error", (error: NodeJS.ErrnoException) => {
      done({
        statuses: [error.code ?? error.name],
        ...(error.code === "ECONNREFUSED" ? { complaint: "the hub is gone" } : {}),
      });
    });
    out.end(body);
  });
}

/** Brings bytes over a connection of their own, half-closed by us or left in the middle. */
export function sendBytes(base: URL, bytes: Uint8Array): Promise<Sent> {
  return new Promise((resolve) => {
    const socket = connect(Number(base.port), base.hostname);
    let text = "";
    let failure: string | undefined;
    const leave = setTimeout(() => socket.destroy(), LEAVE_MS);
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => (text.length < MAX_BODY ? (text += String(chunk)) : undefined));
    socket.on("error", (error: NodeJS.ErrnoException) => (failure = error.code));
    socket.on("close", () => {
      clearTimeout(leave);
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      const bad = statuses.find((status) => status >= 500);
      const wrong =
        failure === "ECONNREFUSED" ? "the hub is gone" : bad && `status ${bad}: ${text.slice(0, 300)}`;
      resolve({
        statuses: statuses.length > 0 ? statuses : [failure ?? "closed"],
        ...(wrong ? { complaint: wrong } : {}),
      });
    });
    // Every other one keeps its side open, as a slow or careless client would.
    if (bytes.length % 2 === 0) socket.end(bytes);
    else socket.write(bytes);
  });
}
