import type { Client, TlsOptions } from "@pigeon/client";
import type { Io } from "../io.ts";
import { duration } from "../print/text.ts";
import { codeOf, hintFor } from "../unreachable.ts";
import { ask, type Asked } from "./ask.ts";
import { found, type Finding } from "./finding.ts";

/** Clocks that differ by so much make timestamps hard to read; the hub decides by its own alone. */
const SKEW_MS = 5000;

/** Whether a hub answers at an address, whether it takes work, and what its clock says. */
export async function hubFindings(io: Io, address: string, tls: TlsOptions | undefined): Promise<Finding[]> {
  const startedAt = io.now();
  let answer: Asked;
  try {
    answer = await ask(new URL("/readyz", address), tls, io.signal);
  } catch (error) {
    io.signal.throwIfAborted();
    const code = codeOf(error);
    const reason = code ?? (error as Error).message;
    return [found("hub", "failed", `no answer at ${address} (${reason})`, hintFor(code))];
  }
  const middle = (startedAt + io.now()) / 2;
  return [readiness(address, answer), clockFinding(answer.date, middle)];
}

function readiness(address: string, { status, text }: Asked): Finding {
  const body = parsed(text);
  if (status === 200 && body["status"] === "ready") return found("hub", "ok", `ready at ${address}`);
  if (typeof body["detail"] === "string") return found("hub", "failed", `at ${address}: ${body["detail"]}`);
  return found("hub", "failed", `something else than a Pigeon hub answers at ${address}`, "Is --hub right?");
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The header knows whole seconds only: it means the middle of its second. */
export function clockFinding(date: number | undefined, now: number): Finding {
  if (date === undefined) return found("clock", "skipped", "the hub's answer has no date");
  const skew = date + 500 - now;
  const by = Math.abs(skew);
  if (by < 1000) return found("clock", "ok", "agrees with the hub's");
  const message = `${skew > 0 ? "behind" : "ahead of"} the hub's by ${duration(by)}`;
  return by < SKEW_MS
    ? found("clock", "ok", message)
    : found("clock", "warning", message, "Have both machines take the time from NTP.");
}

/** Whether the hub knows the token, and what it is good for. */
export async function tokenFinding(io: Io, client: Client, source: string | undefined): Promise<Finding> {
  try {
    const { name, role, tokens } = await client.whoami({ signal: io.signal });
    if (!tokens) return found("token", "ok", "the hub asks for none");
    return found("token", "ok", `the hub knows ${name} of the role ${role} (from ${source})`);
  } catch (error) {
    io.signal.throwIfAborted();
    const { verdictOf } = await import("../verdict.ts");
    const [message = "", hint] = verdictOf(error, source).message.split("\n");
    return found("token", "failed", message, hint);
  }
}

/** Whether the port of the configuration is free for a hub, or has one. */
export async function portFinding(io: Io, host: string, port: number, tls: boolean): Promise<Finding> {
  const where = `${host}:${port}`;
  if (port === 0) return found("port", "ok", "any free one");
  const { reach } = await import("./store.ts");
  // A hub that listens everywhere is called by the machine's own address.
  const called = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  if ((await reach({ host: called, port })) !== undefined) return found("port", "ok", `${where} is free`);
  if (tls) return found("port", "ok", `${where} is taken: a hub may be running`);
  const url = new URL(`http://${called.includes(":") ? `[${called}]` : called}:${port}/healthz`);
  const answer = await ask(url, undefined, io.signal).catch(() => undefined);
  return parsed(answer?.text ?? "")["status"] === "ok"
    ? found("port", "ok", `a hub listens on ${where}`)
    : found(
        "port",
        "failed",
        `${where} is taken by something else`,
        "Stop it, or choose another with PIGEON_HUB_PORT.",
      );
}
