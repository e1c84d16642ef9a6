import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type Browser } from "./chromium.ts";
import { registerMany, scroll, submitMany } from "./large.ts";
import { startStage, type Stage } from "./stage.ts";

const JOBS = 2_000;
const WORKERS = 1_000;

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  browser = await startBrowser();
  // Nobody sends heartbeats for them.
  stage = await startStage({ workers: 0, env: { PIGEON_FD_HEARTBEAT_INTERVAL_MS: "10m" } });
  await submitMany(stage.client, JOBS);
  await registerMany(stage.running.url, WORKERS);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

test("a long list of jobs comes page by page, and only what is seen is drawn", async () => {
  const { page, context } = await browser.open();
  await page.goto(`${stage.url}jobs`);
  await page.getByText("200 jobs loaded").waitFor();
  const table = page.getByRole("table", { name: "Jobs" });
  for (let rounds = 0; rounds < 60; rounds++) {
    const { rows } = await scroll(page, 5, 5_000);
    expect(rows).toBeLessThan(30);
    if ((await table.getAttribute("aria-rowcount")) === String(JOBS + 1)) break;
  }
  expect(await table.getAttribute("aria-rowcount")).toBe(String(JOBS + 1));
  await page.getByText("2,000 jobs loaded, newest first; these are all.").waitFor();
  await context.close();
});

test("a thousand workers are one list, of which only what is seen is drawn", async () => {
  const { page, context } = await browser.open();
  await page.goto(`${stage.url}workers`);
  await page.getByText("1,000 of 1,000 workers").waitFor();
  const { rows } = await scroll(page, 10, 3_000);
  expect(rows).toBeLessThan(30);
  // Where it rests, some more are drawn on both sides.
  const drawn = page.getByRole("table", { name: "Workers" }).getByRole("row");
  await expect.poll(() => drawn.count()).toBeGreaterThan(20);
  await page.getByLabel("Find").fill("worker-99");
  await page.getByText("11 of 1,000 workers").waitFor();
  await page.goto(`${stage.url}overview`);
  await page.getByText("1,000 healthy").waitFor();
  await context.close();
});
