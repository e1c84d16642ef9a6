import type { AlertList, HubEvent, Silence } from "@pigeon/protocol";
import { createClient } from "@pigeon/client";
import { expect, onTestFinished, test } from "vitest";
import { oneLease, pullWorker, testHub, type TestHub } from "../hub-fixture.ts";

const list = async (hub: TestHub) => (await hub.call<AlertList>("GET", "/v1/alerts")).body;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** A hub where a job of type t is dead. */
async function hubWithDeadLetter(): Promise<TestHub> {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const job = await hub.submit({ type: "t", payload: 1, maxAttempts: 1 });
  await worker.fail(await oneLease(worker), { name: "Error", message: "no luck" });
  await hub.job(job.id, 1_000);
  return hub;
}

test("what fires is listed with who is told", async () => {
  const hub = await hubWithDeadLetter();
  const { alerts, sinks } = await list(hub);
  expect(alerts).toMatchObject([
    {
      rule: "DeadLetters",
      status: "firing",
      severity: "medium",
      labels: { alertname: "DeadLetters", jobType: "t" },
      summary: "dead letters of t within 15 minutes: 1, the last: no luck",
      muted: false,
    },
  ]);
  expect(sinks).toMatchObject([{ name: "log", state: "up", failed: 0 }]);
});

test("an alert is acknowledged by its key", async () => {
  const hub = await hubWithDeadLetter();
  const [alert] = (await list(hub)).alerts;
  const path = "/v1/alerts/acknowledge";
  expect((await hub.call("POST", path, { key: alert?.key, by: "anna" })).status).toBe(204);
  expect((await list(hub)).alerts[0]?.acknowledged).toMatchObject({ by: "anna" });
  expect(await hub.call("POST", path, { key: "k" })).toMatchObject({
    status: 404,
    body: { detail: 'there is no firing alert with the id "k"' },
  });
  expect((await hub.call("POST", path, { key: "" })).body.errors?.map((each) => each.path)).toEqual(["key"]);
});

test("silences are made, listed and ended", async () => {
  const hub = await hubWithDeadLetter();
  const matchers = [{ label: "jobType", is: ["t", "mail-*"] }];
  const request = { matchers, until: inAnHour(), comment: "known", author: "anna" };
  const { status, body } = await hub.call<Silence>("POST", "/v1/silences", request);
  expect(status).toBe(201);
  expect(body).toMatchObject({ ...request, state: "active" });
  expect((await hub.call("GET", "/v1/silences")).body).toEqual({ silences: [body] });
  expect((await list(hub)).alerts[0]?.muted).toBe(true);
  expect((await hub.call("DELETE", `/v1/silences/${body.id}`)).status).toBe(204);
  expect((await hub.call("DELETE", `/v1/silences/${body.id}`)).status).toBe(404);
  expect((await list(hub)).alerts[0]?.muted).toBe(false);
});

test("a silence with problems is refused with all of them", async () => {
  const hub = await testHub();
  const bad = await hub.call("POST", "/v1/silences", { matchers: [], until: "soon", colour: 1 });
  expect(bad.status).toBe(400);
  expect(bad.body.errors?.map(({ path }) => path).sort()).toEqual(["colour", "comment", "matchers", "until"]);
  const matchers = [{ label: "worker", is: "w1" }];
  const [from, until] = ["2031-01-01T00:00:00Z", "2030-01-01T00:00:00Z"];
  const reversed = await hub.call("POST", "/v1/silences", { matchers, from, until, comment: "c" });
  expect(reversed.status).toBe(400);
  expect(reversed.body.errors?.map(({ path }) => path)).toEqual(["until"]);
});

test("there are a thousand silences at most", async () => {
  const hub = await testHub();
  const silence = { matchers: [{ label: "worker", is: "w" }], until: inAnHour(), comment: "c" };
  const made = await Promise.all(
    Array.from({ length: 1_000 }, () => hub.call<Silence>("POST", "/v1/silences", silence)),
  );
  expect((await hub.call("POST", "/v1/silences", silence)).status).toBe(409);
  await hub.call("DELETE", `/v1/silences/${made[0]?.body.id}`);
  expect((await hub.call("POST", "/v1/silences", silence)).status).toBe(201);
});

test("clients read, and only an admin changes; its token's name stands for who did", async () => {
  const token = (role: "client" | "worker" | "admin") => ({
    name: `the-${role}`,
    role,
    secret: `s-of-${role}-1`,
  });
  const hub = await testHub({ hub: { authTokens: [token("client"), token("worker"), token("admin")] } });
  const status = async (method: string, path: string, role: string, body?: unknown) =>
    (await hub.call(method, path, body, { authorization: `Bearer s-of-${role}-1` })).status;
  const silence = { matchers: [{ label: "worker", is: "w" }], until: inAnHour(), comment: "c" };
  for (const path of ["/v1/alerts", "/v1/silences"]) {
    expect((await hub.call("GET", path)).status).toBe(401);
    expect(await status("GET", path, "worker")).toBe(403);
    expect(await status("GET", path, "client")).toBe(200);
  }
  for (const role of ["client", "worker"]) {
    expect(await status("POST", "/v1/silences", role, silence)).toBe(403);
    expect(await status("DELETE", "/v1/silences/x", role)).toBe(403);
    expect(await status("POST", "/v1/alerts/acknowledge", role, { key: "k" })).toBe(403);
  }
  const { body } = await hub.call<Silence>("POST", "/v1/silences", silence, {
    authorization: "Bearer s-of-admin-1",
  });
  expect(body.author).toBe("the-admin");
});

test("the client speaks all of it, and hears of alerts by the events", async () => {
  const hub = await testHub();
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const told: HubEvent[] = [];
  const abort = new AbortController();
  const following = (async () => {
    for await (const event of client.events({ types: ["alert"], signal: abort.signal })) {
      told.push(event);
      if (told.length === 2) return;
    }
  })();
  const worker = await pullWorker(hub);
  await hub.submit({ type: "t", payload: 1, maxAttempts: 1 });
  await worker.fail(await oneLease(worker));
  const { alerts } = await client.listAlerts();
  const [alert] = alerts;
  await client.acknowledgeAlert({ key: alert?.key ?? "", by: "bea" });
  await expect(client.acknowledgeAlert({ key: "k" })).rejects.toMatchObject({ status: 404 });
  const silence = await client.silence({
    matchers: [{ label: "jobType", not: "u" }],
    until: inAnHour(),
    comment: "c",
  });
  expect(await client.listSilences()).toEqual([silence]);
  await client.unsilence(silence.id);
  await expect(client.unsilence(silence.id)).rejects.toMatchObject({ status: 404 });
  expect(await client.listSilences()).toEqual([]);
  await following;
  expect(told).toMatchObject([
    { event: "alert", data: { change: "fired", alert: { key: alert?.key, rule: "DeadLetters" } } },
    { event: "alert", data: { change: "acknowledged", alert: { acknowledged: { by: "bea" } } } },
  ]);
});
