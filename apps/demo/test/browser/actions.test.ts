import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/scenario.ts";
import { startBrowser, type Browser, type Window } from "./chromium.ts";
import { OwnWorker } from "./own-worker.ts";
import { startStage, type Stage } from "./stage.ts";

const ADMIN = "secret-of-an-admin";
const CLIENT = "secret-of-a-client";

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  browser = await startBrowser();
  stage = await startStage({
    workers: 2,
    token: ADMIN,
    env: { PIGEON_AUTH_TOKENS: `ops:admin:${ADMIN},app:client:${CLIENT}` },
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** A window whose reader has signed in already: nothing is refused in it but what the test expects. */
async function signedIn(path: string, token = ADMIN, expected?: RegExp): Promise<Window> {
  const window = await browser.open(expected && { expected });
  await window.context.addInitScript(`sessionStorage.setItem("pigeon.token", "${token}")`);
  await window.page.goto(stage.url + path);
  return window;
}

/** Jobs that die at once of one error. */
async function dead(count: number, payload: object, type = "mail.send"): Promise<string[]> {
  const { client } = stage;
  const jobs = await client.submitBatch(Array.from({ length: count }, () => ({ type, payload })));
  const ids = jobs.map(({ id }) => id);
  await Promise.all(ids.map((id) => client.waitForJob(id, { timeoutMs: 60_000 })));
  return ids;
}
const bounce = { to: "nobody@example.com", fault: "bounce" };
const states = (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await stage.client.getJob(id)).state));
const confirm = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

test("the hub asks who one is; a token that it does not know is said to be wrong", async () => {
  const { page, context } = await browser.open({ expected: /status of 401/ });
  await page.goto(`${stage.url}overview`);
  await page.getByLabel("Token").fill("no-such-secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The hub does not know this token.").waitFor();
  await page.getByLabel("Token").fill(ADMIN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByText("ops (admin)").first().waitFor();
  expect(await page.evaluate<string>("JSON.stringify(localStorage) + document.cookie")).not.toContain(ADMIN);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await context.close();
});

test("a token that the hub knows no more is asked for again, wherever one is", async () => {
  const { page, context } = await signedIn("workers", ADMIN, /status of 401/);
  await page.getByText("2 of 2 workers").waitFor();
  await page.evaluate("sessionStorage.setItem('pigeon.token', 'no-such-secret')");
  await page.getByText("The hub does not know this token.").waitFor();
  await page.getByLabel("Token").fill(ADMIN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("2 of 2 workers").waitFor();
  await context.close();
});

test("without the role admin one can look and not act, and is told so", async () => {
  const [id = ""] = await dead(1, bounce);
  const { page, context } = await signedIn(`jobs/${id}`, CLIENT, /status of 403/);
  await page.getByText("app (client)").first().waitFor();
  const redrive = page.getByRole("button", { name: "Redrive…" });
  await redrive.waitFor();
  expect(await redrive.isDisabled()).toBe(true);
  expect(await redrive.getAttribute("title")).toContain("admin");
  await page.goto(`${stage.url}settings`);
  await page.getByText("with a token of the role admin only").waitFor();
  await page.goto(`${stage.url}workers/worker-1`);
  const drain = page.getByRole("button", { name: "Drain worker-1" });
  await drain.waitFor();
  expect(await drain.isDisabled()).toBe(true);
  // Also when the page were wrong: the hub decides.
  await drain.evaluate((button) => button.removeAttribute("disabled"));
  const answer = await page.evaluate<number>(`fetch("v1/workers/worker-1/drain", {
    method: "POST",
    headers: { authorization: "Bearer " + sessionStorage.getItem("pigeon.token") },
  }).then(({ status }) => status)`);
  expect(answer).toBe(403);
  await context.close();
});

test("a job is cancelled, after a question", async () => {
  const { id } = await stage.client.submit({ type: "nobody.handles.this" });
  const { page, context } = await signedIn(`jobs/${id}`);
  await page.getByRole("button", { name: "Cancel job" }).click();
  await confirm(page, "Keep as it is");
  expect(await states([id])).toEqual(["queued"]);
  await page.getByRole("button", { name: "Cancel job" }).click();
  await confirm(page, "Cancel the job");
  await page.getByText("The job is cancelled.").first().waitFor();
  await page.getByText("cancelled", { exact: true }).first().waitFor();
  expect(await states([id])).toEqual(["cancelled"]);
  await context.close();
});

test("a dead job's payload is mended, and then it succeeds", async () => {
  const [id = ""] = await dead(1, { file: "a.png", fault: "broken" }, "image.resize");
  const { page, context } = await signedIn(`jobs/${id}`);
  await page.getByRole("button", { name: "Redrive…" }).click();
  const payload = page.getByLabel("Payload (JSON)");
  await payload.fill('{"file": "b.png"');
  await page.getByText(/Not JSON/).waitFor();
  expect(await page.getByRole("button", { name: "Redrive with this payload" }).isDisabled()).toBe(true);
  await payload.fill('{"file": "b.png"}');
  await confirm(page, "Redrive with this payload");
  await page.getByText("succeeded", { exact: true }).first().waitFor();
  await page.getByText('"b-small.png"').waitFor();
  expect(await stage.client.getJob(id)).toMatchObject({ state: "succeeded", payload: { file: "b.png" } });
  await context.close();
});

test("dead letters: some are redriven, some deleted, and all of one error are redriven", async () => {
  await stage.client.redriveAll({ fingerprint: "none" });
  const bounced = await dead(4, bounce);
  const broken = await dead(3, { file: "a.png", fault: "broken" }, "image.resize");
  const { page, context } = await signedIn("dead-letters?type=image.resize");
  const select = (id: string) => page.getByLabel(`Select ${id}`).check();
  await select(broken[0] ?? "");
  await page.getByRole("button", { name: "Delete 1 selected" }).click();
  await confirm(page, "Delete");
  await page.getByText("1 job is deleted.").first().waitFor();
  await until(async () => (await stage.client.listDeadLetters({ type: "image.resize" })).jobs.length === 2);
  await select(broken[1] ?? "");
  await select(broken[2] ?? "");
  await page.getByRole("button", { name: "Redrive 2 selected" }).click();
  await confirm(page, "Redrive");
  await page.getByText("2 jobs are queued again.").first().waitFor();
  await until(async () => {
    const jobs = await Promise.all(broken.slice(1).map((id) => stage.client.getJob(id)));
    return jobs.every(({ attempts }) => attempts.length === 2);
  });
  await page.goto(`${stage.url}dead-letters`);
  await page.getByRole("button", { name: "Only these: Error", exact: true }).click();
  await page.getByRole("heading", { name: "Those with this error" }).waitFor();
  await page.getByRole("button", { name: "Redrive all that match" }).click();
  await confirm(page, "Redrive all");
  await page
    .getByText(/jobs are queued again/)
    .first()
    .waitFor();
  await until(async () => {
    const jobs = await Promise.all(bounced.map((id) => stage.client.getJob(id)));
    return jobs.every(({ attempts }) => attempts.length === 2);
  });
  await context.close();
});

const ownWorker = () => new OwnWorker(stage.running.url, ADMIN);

test("dead letters: those without a fingerprint are one group, and go back together", async () => {
  const ids = await ownWorker().failWithoutFingerprint(stage.client, ["TypeError", "RangeError"]);
  const [other = ""] = await dead(1, bounce);
  const { page, context } = await signedIn("dead-letters");
  await page.getByRole("button", { name: "Only these: no fingerprint", exact: true }).click();
  await page.getByRole("heading", { name: "Those whose errors have no fingerprint" }).waitFor();
  expect(page.url()).toContain("without=fingerprint");
  const rows = page.getByRole("table", { name: "Dead letters", exact: true }).getByRole("checkbox");
  await expect.poll(() => rows.count()).toBe(2);
  await page.getByRole("button", { name: "Redrive all that match" }).click();
  await page.getByRole("dialog").getByText("whose errors have no fingerprint").waitFor();
  await confirm(page, "Redrive all");
  await page.getByText("2 jobs are queued again.").first().waitFor();
  expect(await states([...ids, other])).toEqual(["queued", "queued", "dead"]);
  await context.close();
});

test("a worker is isolated, reset, drained, and takes work again", async () => {
  const { page, context } = await signedIn("workers");
  const breaker = async () => (await stage.client.getWorker("worker-1")).health.breaker;
  await page.getByRole("button", { name: "Isolate worker-1" }).click();
  await confirm(page, "Isolate");
  await page.getByText("worker-1 is isolated").first().waitFor();
  expect(await breaker()).toBe("isolated");
  await page.getByRole("button", { name: "Reset the breaker of worker-1" }).click();
  await page.getByText("The breaker of worker-1 is closed.").first().waitFor();
  expect(await breaker()).toBe("closed");
  await page.getByRole("link", { name: "worker-2" }).click();
  await page.getByRole("button", { name: "Drain worker-2" }).click();
  await confirm(page, "Drain");
  await page.getByText("takes no new work").first().waitFor();
  const draining = async () => (await stage.client.getWorker("worker-2")).draining;
  expect(await draining()).toBe(true);
  await page.getByRole("button", { name: "Undrain worker-2" }).click();
  await page.getByText("takes new work again").first().waitFor();
  expect(await draining()).toBe(false);
  await context.close();
});

test("a worker that is gone is removed on its page, and its job goes to another", async () => {
  const { id } = await stage.client.submit({ type: "gone.soon", payload: null });
  const { workerId } = await ownWorker().take("gone.soon");
  expect(await states([id])).toEqual(["leased"]);
  const { page, context } = await signedIn(`workers/${workerId}`);
  await page.getByRole("button", { name: `Remove ${workerId}` }).click();
  await page.getByRole("dialog").getByText("If it still runs, it registers again").waitFor();
  await confirm(page, "Remove");
  await page.getByText(`${workerId} is removed.`).first().waitFor();
  await page.getByText("There is no such worker now").waitFor();
  expect(await states([id])).toEqual(["queued"]);
  await stage.client.cancelJob(id);
  await context.close();
});

test("an alert is acknowledged and silenced, and the silence ended", async () => {
  await dead(1, bounce);
  const { page, context } = await signedIn("alerts");
  const alert = page.getByRole("listitem").filter({ hasText: "jobType=mail.send" });
  await alert.getByRole("button", { name: "Acknowledge" }).click();
  await alert.getByText("ops looks after it").waitFor();
  await alert.getByRole("button", { name: "Silence…" }).click();
  await page.getByLabel("Why").fill("the mail server moves");
  await confirm(page, "Silence");
  const silence = page.getByRole("row").filter({ hasText: "the mail server moves (ops)" });
  await silence.waitFor();
  expect(await stage.client.listSilences()).toMatchObject([
    { author: "ops", comment: "the mail server moves" },
  ]);
  await silence.getByRole("button", { name: "End" }).click();
  await confirm(page, "End it");
  await page.getByText("None: everything that fires is told.").waitFor();
  expect(await stage.client.listSilences()).toEqual([]);
  await context.close();
});

test("the audit log has all of it, and what was refused", async () => {
  const { page, context } = await signedIn("audit");
  const actions = page.getByRole("table", { name: "Actions" });
  for (const action of [
    "cancel job",
    "redrive all",
    "drain worker",
    "isolate breaker",
    "silence",
    "end silence",
  ])
    await actions.getByText(action, { exact: true }).first().waitFor();
  await actions.getByRole("row").filter({ hasText: "app (client)" }).getByText("refused").waitFor();
  await context.close();
});

test(
  "a hub that is away is said to be, and the page goes on when it is back",
  { timeout: 120_000 },
  async () => {
    const { page, context } = await signedIn("overview", ADMIN, /net::ERR_/);
    const connection = page.getByRole("status", { name: "Connection" });
    await connection.getByText("live").waitFor();
    await stage.running.hub.kill();
    await connection.getByText("hub away").waitFor();
    const away = page.getByRole("alert").filter({ hasText: "The hub does not answer. What you see is from" });
    await away.waitFor();
    // It is said once, and what was seen stays.
    await page.getByText("Finished per second").waitFor();
    expect(await page.getByRole("alert").count()).toBe(1);
    await stage.running.restartHub();
    await connection.getByText("live").waitFor({ timeout: 30_000 });
    await away.waitFor({ state: "detached" });
    await context.close();
  },
);
