import type { Client } from "@pigeon/client";
import type { Page } from "playwright-core";

/** So many jobs that nobody runs, a thousand at once. */
export async function submitMany(client: Client, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1_000) {
    await client.submitBatch(
      Array.from({ length: Math.min(1_000, count - sent) }, (_, n) => ({
        type: `nobody.${n % 7}`,
        payload: { n: sent + n, customer: `customer-${n % 50}` },
        labels: { customer: `customer-${n % 50}` },
      })),
    );
  }
}

/** So many workers that ask for their leases, and never do. */
export async function registerMany(url: string, count: number): Promise<void> {
  for (let known = 0; known < count; known += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - known) }, async (_, n) => {
        const response = await fetch(`${url}/v1/workers`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            workerId: `worker-${known + n + 1}`,
            types: ["nobody.runs.this"],
            slots: 8,
          }),
        });
        if (response.status !== 201) throw new Error(`a worker was refused: ${await response.text()}`);
      }),
    );
  }
}

export interface Frames {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Rows in the document at the most. */
  readonly rows: number;
}

/** Scrolls the long table for so many frames, by so many pixels or (0) anywhere, and says how long frames took. */
export async function scroll(page: Page, frames: number, pixels: number): Promise<Frames> {
  return await page.evaluate<Frames>(`new Promise((resolve) => {
    const box = document.querySelector("[role=region]:has([role=table])");
    const times = [];
    let [last, rows] = [performance.now(), 0];
    const step = (now) => {
      times.push(now - last);
      last = now;
      rows = Math.max(rows, box.querySelectorAll("[role=row]").length);
      if (times.length > ${frames}) {
        const sorted = times.slice(1).sort((one, other) => one - other);
        const at = (share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] * 10) / 10;
        return resolve({ frames: sorted.length, p50: at(0.5), p95: at(0.95), longest: at(1), rows });
      }
      box.scrollTop = ${pixels} === 0 ? Math.random() * box.scrollHeight : box.scrollTop + ${pixels};
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
}
