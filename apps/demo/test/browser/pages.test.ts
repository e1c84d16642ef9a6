import type { Page } from "playwright-core";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/scenario.ts";
import { violations } from "./axe.ts";
import { startBrowser, type Browser } from "./chromium.ts";
import { sampleJobs, startStage, type Stage } from "./stage.ts";

let browser: Browser;
let stage: Stage;
let ids: { flaky: string; dead: string; correlation: string };

beforeAll(async () => {
  browser = await startBrowser();
  stage = await startStage();
  const { client } = stage;
  await client.submitBatch(sampleJobs(200));
  await client.submitBatch(
    Array.from({ length: 20 }, (_, n) => ({
      type: "image.resize",
      payload: { file: `big-${n}.png`, ms: 60_000 },
    })),
  );
  await until(async () => (await client.status()).jobs.dead === 20);
  const [flaky] = (await client.listJobs({ type: "report.render", limit: 1 })).jobs;
  const [dead] = (await client.listDeadLetters({ limit: 1 })).jobs;
  ids = { flaky: flaky?.id ?? "", dead: dead?.id ?? "", correlation: dead?.correlationId ?? "" };
  // For the audit log to have something to show.
  await fetch(`${stage.running.url}/v1/breakers/worker:worker-3/reset`, { method: "POST" });
  // The charts need two samples of the load.
  await until(async () => {
    const response = await fetch(`${stage.running.url}/v1/history`);
    return ((await response.json()) as { samples: unknown[] }).samples.length > 1;
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** Address, heading, and what must be seen there. */
const PAGES: readonly (readonly [name: string, path: () => string, heading: () => string, seen: string])[] = [
  ["overview", () => "overview", () => "Overview", "Throughput"],
  ["jobs", () => "jobs", () => "Jobs", "image.resize"],
  ["job", () => `jobs/${ids.flaky}`, () => `Job ${ids.flaky}`, "Attempts (3)"],
  ["dead job", () => `jobs/${ids.dead}`, () => `Job ${ids.dead}`, "Why it died"],
  ["dead letters", () => "dead-letters", () => "Dead letters", "By error"],
  ["workers", () => "workers", () => "Workers", "worker-2"],
  ["worker", () => "workers/worker-1", () => "worker-1", "What it runs"],
  ["worker that is not there", () => "workers/none", () => "none", "There is no such worker now"],
  ["errors", () => "errors", () => "Errors", "Most frequent"],
  ["trends of errors", () => "errors?tab=trends", () => "Errors", "Errors by the hour"],
  ["latest errors", () => "errors?tab=latest", () => "Errors", "The latest hundred"],
  ["chain of errors", () => `errors?correlation=${ids.correlation}`, () => "Errors of one chain", "its jobs"],
  ["alerts", () => "alerts", () => "Alerts", "DeadLetters"],
  ["settings", () => "settings", () => "Settings", "PIGEON_HUB_PORT"],
  ["audit log", () => "audit", () => "Audit log", "reset breaker"],
];

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

test.each(SIZES)(
  "every page shows what it is for, fits $width pixels, and breaks no rule of accessibility, light and dark",
  { timeout: 180_000 },
  tour,
);

async function tour(viewport: (typeof SIZES)[number]): Promise<void> {
  const { page, context } = await browser.open({ viewport });
  for (const [name, path, heading, seen] of PAGES) {
    const place = `${name} at ${viewport.width} pixels`;
    await page.goto(stage.url + path());
    await page.getByRole("heading", { level: 1, name: heading(), exact: true }).waitFor();
    await page.getByText(seen).first().waitFor();
    expect(await overflow(page), `${place} is wider than the screen by`).toBeLessThanOrEqual(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), `${place}, ${colorScheme}`).toEqual([]);
      await keep(page, `${name}-${colorScheme}-${viewport.width}`);
    }
  }
  await context.close();
}

test("the theme can be chosen, and the choice stays", async () => {
  const { page, context } = await browser.open({ colorScheme: "light" });
  await page.goto(`${stage.url}overview`);
  const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const light = await background();
  await page.getByRole("combobox", { name: "Theme" }).first().selectOption("dark");
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await background()).toBe(dark);
  await context.close();
});

test("jobs are filtered by state, type, label and text, and the filter stands in the address", async () => {
  const { page, context } = await browser.open();
  await page.goto(`${stage.url}jobs`);
  const rows = page
    .getByRole("table", { name: "Jobs" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
  await rows.first().waitFor();
  await page.getByLabel("State").selectOption("dead");
  await page.getByLabel("Text", { exact: true }).fill("MAILBOX");
  await expect.poll(() => rows.count()).toBe(10);
  await page.getByLabel("Label", { exact: true }).fill("customer=umbrella");
  await expect.poll(() => rows.count()).toBe(10);
  await page.getByLabel("Label", { exact: true }).fill("customer=acme");
  await page.getByText("No jobs match").waitFor();
  expect(page.url()).toContain("state=dead");
  expect(page.url()).toContain("label=customer%3Dacme");
  await page.reload();
  expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("MAILBOX");
  await page.goto(`${stage.url}jobs?type=report.render`);
  await page.getByText("20 jobs loaded, newest first; these are all.").waitFor();
  await context.close();
});

test("what happens is seen as it happens, and everything can be reached by keyboard", async () => {
  const { page, context } = await browser.open();
  await page.goto(`${stage.url}overview`);
  await page.getByText("live", { exact: true }).waitFor();
  const { id } = await stage.client.submit({ type: "nobody.handles.this" });
  await page.getByRole("log").getByText("nobody.handles.this").first().waitFor();
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  const focused = () => page.evaluate<string | null>("document.activeElement.textContent");
  const passed: (string | null)[] = [];
  for (let presses = 0; presses < 20 && passed.at(-1) !== "Jobs"; presses++) {
    await page.keyboard.press("Tab");
    passed.push(await focused());
  }
  expect(passed.slice(-2)).toEqual(["Overview", "Jobs"]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await page.goto(`${stage.url}jobs/${id}`);
  const cancel = page.getByRole("button", { name: "Cancel job" });
  await cancel.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Cancel this job?" });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  // Nothing was done, and the reader is back where it asked.
  expect((await stage.client.getJob(id)).state).toBe("queued");
  expect(await focused()).toBe("Cancel job");
  await context.close();
});

function overflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
}

/** For people to look at: PIGEON_SCREENSHOTS names the folder. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env["PIGEON_SCREENSHOTS"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(" ", "-")}.png`) });
}
