import { createClient } from "@pigeon/client";

const hub = process.env["PIGEON_HUB_URL"] ?? "http://127.0.0.1:4040";
const client = createClient({ hub });

const { groups } = await client.deadLetterGroups();
for (const { count, types, message } of groups) console.log(`${count} × ${types.join(", ")}: ${message}`);

// One by one, with a mended payload; redriveAll({ type, fingerprint }) sends all of a group as they are.
const { jobs } = await client.listDeadLetters({ type: "page.check" });
for (const { id } of jobs) {
  await client.redrive(id, { payload: { url: `${hub}/healthz` } });
  const { state, attempts } = await client.waitForJob(id, { timeoutMs: 60_000 });
  console.log(`${state} after ${attempts.length} attempts`);
}

await client.close();
