import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testHub } from "../hub-fixture.ts";

test("a connection that never carried a request does not keep a stopping hub waiting", async () => {
  const hub = await testHub();
  const socket = connect(Number(new URL(hub.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  await hub.call("GET", "/healthz");
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await hub.close();
  await ended;
  expect(socket.closed).toBe(true);
});
