import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { call, startTestHub, startTestWorker } from "./support.ts";

/** An address that stays while the hub behind it comes and goes. */
async function startDoor(): Promise<{ readonly url: string; leadTo(hub: string): void }> {
  let port = 0;
  const door = createServer((socket) => {
    const hub = connect(port, "127.0.0.1");
    for (const each of [socket, hub]) {
      each.on("error", () => {});
      each.on("close", () => (each === socket ? hub : socket).destroy());
    }
    socket.pipe(hub).pipe(socket);
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void door.close());
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    leadTo: (hub) => void (port = Number(new URL(hub).port)),
  };
}

test.each([
  ["submit", ["submit", "--type", "double", "--payload", "21", "--wait"], /^\S+ {2}succeeded {2}42\n$/],
  ["job", ["job", "ID", "--follow"], /succeeded: 42\n$/],
])("%s waits through a restart of the hub", async (_name, argv, expected) => {
  const folder = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const storeUrl = `sqlite:${join(folder, "jobs.db")}`;
  const door = await startDoor();
  const first = await startTestHub({ storeUrl });
  door.leadTo(first.url);
  const env = { PIGEON_HUB_URL: door.url };
  const submitted = await call(["submit", "--type", "double", "--payload", "21"], { env });
  let restarted: Promise<unknown> | undefined;
  const restart = async (): Promise<void> => {
    await first.close();
    const hub = await startTestHub({ storeUrl });
    door.leadTo(hub.url);
    await startTestWorker(hub);
  };
  const ended = await call(
    argv.map((word) => (word === "ID" ? submitted.stdout.trim() : word)),
    { env, onOutput: () => void (restarted ??= restart()) },
  );
  await restarted;
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toMatch(expected);
});
