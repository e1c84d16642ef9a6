import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { PermanentError, type Handlers } from "@pigeon/worker";

export const handlers: Handlers = {
  "page.check": async (job, { signal }) => {
    const { url } = job.payload as { url?: unknown };
    // No attempt can mend this: the job becomes a dead letter at once.
    if (typeof url !== "string" || !URL.canParse(url))
      throw new PermanentError("payload.url: expected a URL");
    // The signal ends the call when the attempt is over: its time is up, or the job was cancelled.
    const response = await fetch(url, { signal });
    if (response.status === 429) throw Object.assign(new Error(`${url} is busy`), { retryAfterMs: 5_000 });
    // Anything else that is thrown is tried again, later each time.
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
  },

  "report.build": async (job, { signal }) => {
    const { days } = job.payload as { days: number };
    // The job's id is the same on every attempt, so that a second one goes on where the first one ended.
    const folder = `reports/${job.id}`;
    await mkdir(folder, { recursive: true });
    for (let day = 1; day <= days; day += 1) {
      signal.throwIfAborted();
      const file = `${folder}/day-${day}.csv`;
      if (existsSync(file)) continue;
      await writeFile(`${file}.part`, `day,orders\n${day},${day * 10}\n`);
      await rename(`${file}.part`, file);
    }
    return { folder, days };
  },
};
