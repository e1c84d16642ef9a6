import { afterAll, expect, test } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/store.ts";
import { defer, systemClock } from "../../src/system.ts";
import { createAuthority } from "../security/authority.ts";
import { entry, machine } from "../store/support.ts";
import { startServer } from "./server.ts";

const authority = await createAuthority();
const [served, other] = [await authority.issue("postgres"), await createAuthority()];
const server = await startServer({ tls: served });
afterAll(async () => {
  await server.remove();
  authority.remove();
  other.remove();
});

const open = (query: string, host = "127.0.0.1") =>
  openPostgresStore({
    url: `${server.url("postgres").replace("127.0.0.1", host)}?${query}`,
    machine,
    clock: systemClock,
    defer,
  });

test.each([
  `sslmode=verify-full&sslrootcert=${authority.certFile}`,
  `sslmode=verify-ca&sslrootcert=${authority.certFile}`,
  "sslmode=require",
])("with %s every connection is encrypted", async (query) => {
  const store = await open(query);
  await store.enqueue([entry()]);
  expect((await store.counts()).queued).toBeGreaterThan(0);
  expect(
    await server.sql(
      "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'pigeon-hub'",
    ),
  ).toEqual([[true]]);
  await store.close();
});

test.each(["sslmode=verify-full", `sslmode=verify-ca&sslrootcert=${other.certFile}`])(
  "with %s a certificate of an authority that is not trusted is refused",
  async (query) => {
    await expect(open(query)).rejects.toMatchObject({
      name: "StoreError",
      code: "unavailable",
      message: expect.stringContaining(
        "its certificate is not trusted; name its authority by sslrootcert=FILE",
      ),
    });
  },
);
