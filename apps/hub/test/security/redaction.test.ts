import { redactConfig, renderExplanation, explain } from "@pigeon/config";
import type { Job, RegistrationAnswer } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { startHub } from "../../src/index.ts";
import { oneLease, pullWorker, testConfig, testHub, type TestHub } from "../hub-fixture.ts";
import { scriptedWorker, until } from "../worker-fixture.ts";

const SECRETS = { shop: "shop-plain-words-1", fleet: "fleet-plain-words-2", ops: "ops-plain-words-3" };
const authTokens = [
  { name: "shop", role: "client", secret: SECRETS.shop },
  { name: "fleet", role: "worker", secret: SECRETS.fleet },
  { name: "ops", role: "admin", secret: SECRETS.ops },
] as const;

/** Everything that the hub logs, as it would be written. */
function recorder() {
  const lines: string[] = [];
  const note = (...parts: unknown[]) => void lines.push(JSON.stringify(parts));
  return { lines, logger: { fatal: note, error: note, warn: note, info: note } };
}

/** A hub with tokens that logs into the test; the fixture's calls carry the admin's token. */
async function loggingHub(): Promise<{ hub: TestHub; lines: string[] }> {
  const { lines, logger } = recorder();
  const config = testConfig({ hub: { authTokens }, retry: { maxRetries: 0 } });
  const running = await startHub({ config, logger });
  onTestFinished(() => running.close());
  const call: TestHub["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(running.url + path, {
      method,
      headers: { "content-type": "application/json", authorization: `Bearer ${SECRETS.ops}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type");
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  const hub: TestHub = {
    ...running,
    call,
    submit: async (spec) => (await call<Job>("POST", "/v1/jobs", spec)).body,
    job: async (id, waitMs = 0) => (await call<Job>("GET", `/v1/jobs/${id}?waitMs=${waitMs}`)).body,
  };
  return { hub, lines };
}

async function everythingTold(hub: TestHub): Promise<string> {
  const paths = [
    "/v1/errors?limit=1000",
    "/v1/errors/summary",
    "/v1/errors/trends",
    "/v1/workers",
    "/v1/status",
    "/v1/breakers",
  ];
  const answers = await Promise.all(paths.map((path) => hub.call("GET", path)));
  return JSON.stringify(answers.map(({ body }) => body));
}

test("a worker that answers with the token it was called by teaches nobody that token", async () => {
  const { hub, lines } = await loggingHub();
  const worker = await scriptedWorker(hub, ({ authorization = "" }) => ({
    status: 400,
    body: { error: `bad ${authorization}`, token: authorization.slice("Bearer ".length) },
  }));
  const { workerToken } = await worker.register("echo");
  await hub.submit({ type: "t" });
  await until(
    () => everythingTold(hub),
    (told) => told.includes("the worker answered 400"),
  );
  expect(lines.join("\n")).toContain("the worker answered 400");
  expect(await everythingTold(hub)).not.toContain(workerToken);
  expect(lines.join("\n")).not.toContain(workerToken);
  expect(lines.join("\n")).toContain("redacted");
});

test("secrets in the error of a job are hidden in the log and in /v1/errors", async () => {
  const { hub, lines } = await loggingHub();
  const worker = await pullWorker(hub, { id: "w" });
  const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
  const secrets = [worker.token, ...Object.values(SECRETS)];
  const message = `cannot log in: ${secrets.join(", ")}; Authorization: Bearer abc.def.ghi; postgres://u:hunter2@db/x`;
  await worker.fail(await oneLease(worker), {
    name: "AuthError",
    message,
    stack: `AuthError: ${message}\n    at login`,
  });
  expect((await hub.job(id)).state).toBe("dead");
  const told = (await everythingTold(hub)) + lines.join("\n");
  expect(told).toContain("cannot log in");
  for (const secret of [...secrets, "abc.def.ghi", "hunter2"]) expect(told).not.toContain(secret);
});

test("payloads, results and labels are logged nowhere", async () => {
  const { hub, lines } = await loggingHub();
  const worker = await pullWorker(hub, { id: "w" });
  const marks = {
    payload: "mark-of-payload",
    label: "mark-of-label",
    result: "mark-of-result",
    key: "mark-of-key",
  };
  const { id } = await hub.submit({
    type: "t",
    maxAttempts: 1,
    payload: { card: marks.payload },
    labels: { a: marks.label },
    idempotencyKey: marks.key,
  });
  await worker.fail(await oneLease(worker));
  expect((await hub.job(id)).state).toBe("dead");
  await hub.submit({ type: "t", payload: marks.payload });
  await worker.succeed(await oneLease(worker), marks.result);
  const told = (await everythingTold(hub)) + lines.join("\n");
  expect(told).toContain(id);
  for (const mark of Object.values(marks)) expect(told).not.toContain(mark);
});

test("no problem document repeats a token, wherever it was sent", async () => {
  const hub = await testHub({ hub: { authTokens } });
  const secret = SECRETS.shop;
  const wrong = "guess-of-a-token-4";
  const answers = await Promise.all([
    hub.call("GET", "/v1/dead-letters/x", undefined, { authorization: `Bearer ${secret}` }),
    hub.call("POST", "/v1/dead-letters/redrive", {}, { authorization: `Bearer ${secret}` }),
    hub.call("GET", "/v1/status", undefined, { authorization: `Bearer ${wrong}` }),
    hub.call("GET", "/v1/status", undefined, { authorization: `Basic ${wrong}` }),
    hub.call("GET", `/v1/nothing?token=${secret}&access_token=${wrong}`),
    hub.call("GET", `/v1/status?token=${secret}`),
    hub.call("GET", `/v1/jobs?token=${wrong}`, undefined, { authorization: `Bearer ${secret}` }),
    hub.call(
      "POST",
      `/v1/jobs?token=${wrong}`,
      { token: wrong, type: 5 },
      { authorization: `Bearer ${secret}` },
    ),
    hub.call(
      "POST",
      "/v1/jobs",
      { type: "t", labels: { token: [wrong] } },
      { authorization: `Bearer ${secret}` },
    ),
  ]);
  for (const { status, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${secret}|${wrong}`));
  }
});

test("views of workers and jobs hold no token", async () => {
  const { hub } = await loggingHub();
  const { body } = await hub.call<RegistrationAnswer>("POST", "/v1/workers", {
    workerId: "w",
    types: ["t"],
    slots: 1,
  });
  expect(body.workerToken).toMatch(/^pwt_[\w-]{43}$/);
  const views = await Promise.all(["/v1/workers", "/v1/workers/w"].map((path) => hub.call("GET", path)));
  expect(JSON.stringify(views)).not.toContain(body.workerToken);
  expect(JSON.stringify(views)).not.toContain("pwt_");
});

test("dumps of the configuration hold no secret", () => {
  const storeUrl = "postgres://pigeon:hunter2@db/pigeon";
  const config = testConfig({ hub: { authTokens, storeUrl } });
  const dumps = [
    JSON.stringify(redactConfig(config)),
    renderExplanation(explain({ env: {}, overrides: { hub: { authTokens, storeUrl } } })),
  ];
  for (const secret of [...Object.values(SECRETS), "hunter2"])
    for (const dump of dumps) expect(dump).not.toContain(secret);
});
