import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { run, type Ended } from "./command-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pigeon-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** One readable line that says what to do, and no stack trace. */
function expectRefusal({ code, errors }: Ended, ...parts: string[]): void {
  expect(code).toBe(1);
  expect(errors).toMatch(/^pigeon-hub: /);
  for (const part of parts) expect(errors).toContain(part);
  expect(errors).not.toMatch(/\n\s+at |node:internal/);
}

describe("the hub's command refuses to start", () => {
  test("on a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expectRefusal(
      await run({ PIGEON_HUB_PORT: String(port) }),
      `127.0.0.1:${port} is taken`,
      "PIGEON_HUB_PORT",
    );
    server.close();
  });

  test("with a bad configuration, all problems named", async () => {
    const ended = await run({ PIGEON_HUB_PORT: "many", PIGEON_RETRY_MAX_RETRIES: "-1" });
    expectRefusal(ended, "PIGEON_HUB_PORT", "PIGEON_RETRY_MAX_RETRIES");
  });

  test("beyond loopback without tokens", async () => {
    expectRefusal(await run({ PIGEON_HUB_HOST: "0.0.0.0" }), "PIGEON_AUTH_TOKENS", "PIGEON_HUB_HOST=0.0.0.0");
  });

  test("on an address that this machine does not have", async () => {
    expectRefusal(
      await run({ PIGEON_HUB_HOST: "203.0.113.7", PIGEON_AUTH_TOKENS: "a:admin:secret-of-a" }),
      "203.0.113.7",
    );
  });

  test("with a database where nothing listens, without its password", async () => {
    // Port 1 is nobody's.
    const ended = await run({
      PIGEON_STORE_URL: "postgres://u:secretpw@127.0.0.1:1/db",
      PIGEON_STORE_WAIT_MS: "0",
    });
    expectRefusal(ended, "PostgreSQL at 127.0.0.1:1/db: nothing listens there", "PIGEON_STORE_URL");
    expect(ended.errors).not.toContain("secretpw");
  });

  test("on a file that is no database, or cannot be one", async () => {
    const garbage = join(folder, "garbage.db");
    writeFileSync(garbage, "not a database ".repeat(1000));
    expectRefusal(await run({ PIGEON_STORE_URL: `sqlite:${garbage}` }), garbage, "restore a backup");
    mkdirSync(join(folder, "folder.db"));
    expectRefusal(await run({ PIGEON_STORE_URL: `sqlite:${join(folder, "folder.db")}` }), "is not a file");
    expectRefusal(await run({ PIGEON_STORE_URL: `sqlite:${join(folder, "none", "x.db")}` }), "is no folder");
  });

  test("on a file that another hub has open", async () => {
    const store = { PIGEON_STORE_URL: `sqlite:${join(folder, "shared.db")}` };
    let second: Promise<Ended> | undefined;
    const first = await run(store, (kill) => {
      second = run(store).finally(() => kill("SIGTERM"));
    });
    expectRefusal((await second) ?? first, "in use by another process");
    expect(first.code).toBe(0);
  });
});

describe("the hub's command stops", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("on %s, and says so", async (signal) => {
    const ended = await run({}, (kill) => kill(signal));
    expect(ended).toMatchObject({ code: 0, errors: "" });
    expect(ended.out).toMatch(
      /listening on http:\/\/127\.0\.0\.1:\d+, store memory:\n.*stopping.*\n.*stopped\n$/s,
    );
  });
});

test("unknown PIGEON_ variables are named, with what was probably meant", async () => {
  const { code, errors } = await run({ PIGEON_HUB_PROT: "1" }, (kill) => kill("SIGTERM"));
  expect(code).toBe(0);
  expect(errors).toContain("PIGEON_HUB_PROT");
  expect(errors).toContain("PIGEON_HUB_PORT");
});
