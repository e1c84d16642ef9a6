import { JobFailedError, createClient } from "@pigeon/client";

const client = createClient({ hub: process.env["PIGEON_HUB_URL"] ?? "http://127.0.0.1:4040" });

try {
  const stats = await client.run<{ words: number }>(
    { type: "text.stats", payload: { text: "two words" } },
    { timeoutMs: 60_000 },
  );
  console.log(`${stats.words} words`);

  const jobs = await client.submitBatch([
    { type: "text.stats", payload: { text: "at once" }, priority: 10 },
    { type: "text.stats", payload: { text: "tomorrow" }, delayMs: 86_400_000 },
  ]);
  for (const { id, state } of jobs) console.log(`${id} is ${state}`);
} catch (error) {
  if (!(error instanceof JobFailedError)) throw error;
  console.log(`${error.message} (attempts: ${error.job.attempts.length})`);
} finally {
  await client.close();
}
