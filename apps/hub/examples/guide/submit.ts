import { JobFailedError, createClient } from "@pigeon/client";

const hub = process.env["PIGEON_HUB_URL"] ?? "http://127.0.0.1:4040";
const client = createClient({ hub });

try {
  // One job, however often this runs and from wherever: the hub knows the key.
  const { id } = await client.submit({
    type: "report.build",
    payload: { days: 3 },
    idempotencyKey: "report-2026-08",
    correlationId: "month-end-2026-08",
    labels: { team: "sales" },
  });

  // Submit and wait, in one call.
  const page = await client.run<{ status: number }>(
    { type: "page.check", payload: { url: `${hub}/healthz` }, priority: 10, timeoutMs: 10_000 },
    { timeoutMs: 60_000 },
  );
  console.log(`page.check: ${page.status}`);

  const report = await client.waitForJob(id, { timeoutMs: 60_000 });
  console.log(`report.build: ${report.state}, attempts: ${report.attempts.length}`);

  await client.run({ type: "page.check", payload: { url: "nowhere" } }, { timeoutMs: 60_000 });
} catch (error) {
  if (!(error instanceof JobFailedError)) throw error;
  console.log(`${error.job.type}: ${error.job.state}, ${error.job.error?.message}`);
} finally {
  await client.close();
}
