import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { DETECTOR, policies } from "../rows/rows.ts";
import { detectorMonitor, policyMonitor, type Monitor } from "./monitor.ts";

export const SENDERS = 200;
export const BLOCK_MS = 3000;
export const EVERY_NTH_DIES = 10;
const [WARM_UP_MS, AFTER_MS, WATCH_MS] = [10_000, 5000, 20_000];

export interface BlockRow {
  readonly name: string;
  /** Living senders that were called dead from the beginning of the block on. */
  readonly accused: number;
  readonly detected: number;
  readonly meanMs: number;
}

/** This very event loop is blocked while real senders go on; then some of them stop. */
export async function runBlock(): Promise<{ rows: BlockRow[]; datagrams: number }> {
  const accusations = new Map<string, { sender: number; at: number }[]>();
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const accuserOf = (name: string) => {
    const list: { sender: number; at: number }[] = [];
    accusations.set(name, list);
    return (sender: number): void =>
      void list.push({ sender, at: performance.timeOrigin + performance.now() });
  };
  const monitors: Monitor[] = [
    ...Object.entries(policies).map(([name, policy]) =>
      policyMonitor(name, policy, SENDERS, accuserOf(name)),
    ),
    detectorMonitor(DETECTOR, SENDERS, accuserOf(DETECTOR)),
  ];
  let datagrams = 0;
  socket.on("message", (message) => {
    datagrams++;
    const sender = Number(message.toString());
    for (const monitor of monitors) monitor.heard(sender);
  });
  const script = fileURLToPath(new URL("senders.ts", import.meta.url));
  const child = spawn(process.execPath, [script, String(socket.address().port), String(SENDERS)], {
    stdio: ["pipe", "pipe", "inherit"],
  });

  await sleep(WARM_UP_MS);
  const blockedAt = performance.timeOrigin + performance.now();
  for (const until = performance.now() + BLOCK_MS; performance.now() < until;);
  await sleep(AFTER_MS);
  child.stdin.write(`${EVERY_NTH_DIES}\n`);
  const [line] = await once(child.stdout, "data");
  const diedAt = Number(String(line));
  await sleep(WATCH_MS);
  for (const monitor of monitors) monitor.stop();
  child.stdin.end();
  socket.close();

  const rows = Array.from(accusations, ([name, list]) => {
    const isDead = ({ sender, at }: { sender: number; at: number }): boolean =>
      sender % EVERY_NTH_DIES === 0 && at >= diedAt;
    const found = list.filter(isDead);
    const wrong = list.filter((accusation) => accusation.at >= blockedAt && !isDead(accusation));
    const sum = found.reduce((total, { at }) => total + at - diedAt, 0);
    return { name, accused: wrong.length, detected: found.length, meanMs: sum / found.length };
  });
  return { rows, datagrams };
}
