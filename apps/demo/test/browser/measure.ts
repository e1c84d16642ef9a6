// What the dashboard costs: its size, its first paint on loopback, and its frames with 100,000 jobs and 1,000
// workers. Prints a table; the README of the dashboard has one.
import { globSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { WorkerView } from "@pigeon/client";
import type { Page } from "playwright-core";
import { startBrowser, type Browser } from "./chromium.ts";
import { registerMany, scroll, submitMany, type Frames } from "./large.ts";
import { startStage, type Stage } from "./stage.ts";

const JOBS = 100_000;
const WORKERS = 1_000;
const LOADS = 7;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
interface Cost extends Frames {
  /** CPU time of the page's main thread, which other work on the machine does not stretch. */
  readonly cpuMs: number;
}
const shown = ({ cpuMs, p50, p95, longest, rows }: Cost): string =>
  `${cpuMs.toFixed(1)} ms of CPU each; p50 ${p50} ms, p95 ${p95} ms, longest ${longest} ms; at most ${rows} rows drawn`;

async function cost(page: Page, frames: number, pixels: number): Promise<Cost> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
  const before = await busy();
  const measured = await scroll(page, frames, pixels);
  const cpuMs = ((await busy()) - before) / measured.frames;
  await session.detach();
  return { ...measured, cpuMs };
}

function size(): string {
  const folder = fileURLToPath(new URL("../../../dashboard/dist/", import.meta.url));
  const bytes = (ending: string) =>
    globSync(`**/*.{html,js,css}.${ending}`, { cwd: folder }).reduce(
      (sum, name) => sum + statSync(folder + name).size,
      0,
    );
  return `${(bytes("gz") / 1000).toFixed(1)} kB gzip, ${(bytes("br") / 1000).toFixed(1)} kB brotli`;
}

/** Of a browser that has never been there. */
async function firstPaint(browser: Browser, { url }: Stage): Promise<string> {
  const paints: number[] = [];
  const figures: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const { page, context } = await browser.open();
    await page.goto(`${url}overview`);
    await page.getByText("Finished per second").waitFor();
    figures.push(await page.evaluate<number>("performance.now()"));
    paints.push(
      await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
    );
    await context.close();
  }
  return `${median(paints).toFixed(0)} ms; with the hub's figures ${median(figures).toFixed(0)} ms`;
}

async function allJobs(browser: Browser, { url }: Stage): Promise<[loading: Cost, loaded: Cost]> {
  const { page, context } = await browser.open();
  await page.goto(`${url}jobs`);
  const table = page.getByRole("table", { name: "Jobs" });
  await table.waitFor();
  const loading: Cost[] = [];
  while ((await table.getAttribute("aria-rowcount")) !== String(JOBS + 1))
    loading.push(await cost(page, 60, 20_000));
  const worst = loading.toSorted((one, other) => other.cpuMs - one.cpuMs)[0];
  const loaded = await cost(page, 300, 0);
  await context.close();
  if (worst === undefined) throw new Error("there was nothing to load");
  return [worst, loaded];
}

/** Workers as those that run jobs show themselves: each with latencies, of which its row draws the course. */
async function allWorkers(browser: Browser, { url }: Stage): Promise<Cost> {
  const { page, context } = await browser.open();
  await page.route("**/v1/workers", async (route) => {
    const response = await route.fetch();
    const { workers } = (await response.json()) as { workers: WorkerView[] };
    for (const { health } of workers) {
      const p50 = 20 + Math.random() * 50;
      health.latency = { p50, p95: 2 * p50 };
    }
    await route.fulfill({ response, json: { workers } });
  });
  await page.goto(`${url}workers`);
  await page.getByText("1,000 of 1,000 workers").waitFor();
  await page.getByRole("img", { name: "Course of the latency of worker-1", exact: true }).waitFor();
  const measured = await cost(page, 300, 0);
  await context.close();
  return measured;
}

const browser = await startBrowser();
const stage = await startStage({ workers: 0, env: { PIGEON_FD_HEARTBEAT_INTERVAL_MS: "10m" } });
try {
  await submitMany(stage.client, JOBS);
  await registerMany(stage.running.url, WORKERS);
  const [loading, loaded] = await allJobs(browser, stage);
  const workers = await allWorkers(browser, stage);
  console.log(`machine: ${cpus().length} x ${cpus()[0]?.model}, Node.js ${process.version}`);
  console.log(`size: ${size()}`);
  console.log(`first paint: ${await firstPaint(browser, stage)}`);
  console.log(`frames while ${JOBS} jobs are loaded by scrolling (the worst sixty): ${shown(loading)}`);
  console.log(`frames among ${JOBS} loaded jobs, jumping anywhere: ${shown(loaded)}`);
  console.log(`frames among ${WORKERS} workers, jumping anywhere: ${shown(workers)}`);
} finally {
  await browser.close();
  await stage.close();
}
