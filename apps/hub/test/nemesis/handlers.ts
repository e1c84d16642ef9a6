import { randomUUID } from "node:crypto";
import { openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handlers } from "@pigeon/worker";
import type { Work, WorkerEntry } from "./ledger.ts";

const file = openSync(process.env["NEMESIS_LOG"] ?? "/dev/null", "a");

/** One write for each line: what was said before a kill -9 is in the file. */
function tell(entry: WorkerEntry): void {
  writeSync(file, `${JSON.stringify(entry)}\n`);
}

export const handlers: Handlers = {
  work: async ({ id, leaseId, attempt, payload }, { signal }) => {
    const { n, ms, failures, hopeless } = payload as Work;
    const { pid } = process;
    tell({ kind: "start", at: Date.now(), pid, jobId: id, leaseId });
    try {
      await sleep(ms, undefined, { signal });
      if (hopeless) throw Object.assign(new Error("hopeless, as planned"), { retryable: false });
      if (attempt <= failures) throw new Error("fails at first, as planned");
      const nonce = randomUUID();
      tell({ kind: "end", at: Date.now(), pid, jobId: id, leaseId, nonce });
      return { n, leaseId, nonce };
    } catch (error) {
      tell({ kind: "end", at: Date.now(), pid, jobId: id, leaseId });
      throw error;
    }
  },
};
