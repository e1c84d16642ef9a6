import { createClient, type HubEvent } from "@pigeon/client";
import { expect, onTestFinished, test } from "vitest";
import { testHub } from "../hub-fixture.ts";

test("the client follows jobs through a restart of the hub, and is told of the gap", async () => {
  const before = await testHub();
  const port = Number(new URL(before.url).port);
  const client = createClient({ hub: before.url, retry: { baseDelayMs: 10, maxDelayMs: 50 } });
  onTestFinished(() => client.close());
  const stream = client.events({ types: ["job"] })[Symbol.asyncIterator]();
  const next = async (): Promise<HubEvent> => {
    const { value } = await stream.next();
    if (value === undefined) throw new Error("the stream ended");
    return value;
  };
  const first = next();
  // The stream begins when it is connected: submit until it is.
  const heard = first.then(() => true);
  const submitted = () => client.submit({ type: "t" }).then(() => false);
  while (!(await Promise.race([heard, submitted()])));
  expect(await first).toMatchObject({ event: "job", data: { type: "t", cause: "submit" } });
  const { id } = await client.submit({ type: "last" });
  let event = await next();
  while (event.event === "job" && event.data.type !== "last") event = await next();
  expect(event).toMatchObject({ event: "job", data: { id, state: "queued" } });

  await before.close();
  await testHub({ hub: { port } });
  // A job of the beginning may still be told before.
  while (event.event === "job") event = await next();
  expect(event).toMatchObject({
    event: "reset",
    data: { reason: "the hub was restarted since that event" },
  });
  const again = await client.submit({ type: "again" });
  expect(await next()).toMatchObject({ event: "job", data: { id: again.id } });
});
