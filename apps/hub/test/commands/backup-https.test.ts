import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command, run, type Ended } from "../command-fixture.ts";
import { createAuthority, type Authority, type Pair } from "../security/authority.ts";
import { folder } from "../store/folder.ts";

let authority: Authority;
let pair: Pair;
let caller: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  [pair, caller] = [await authority.issue("hub"), await authority.issue("operator")];
});
afterAll(() => authority.remove());

/** Takes a backup of a running https hub. */
async function backup(more: Record<string, string>, ...args: string[]): Promise<Ended & { there: boolean }> {
  const at = folder();
  const to = join(at, "copy.db");
  const env = {
    PIGEON_STORE_URL: `sqlite:${join(at, "pigeon.db")}`,
    PIGEON_TLS_CERT_FILE: pair.certFile,
    PIGEON_TLS_KEY_FILE: pair.keyFile,
    PIGEON_AUTH_TOKENS: "ops:admin:secret-of-ops",
    ...more,
  };
  let taken: Promise<Ended> | undefined;
  await run(env, (kill, url) => {
    // By the configuration alone, as on the hub's machine.
    const { port } = new URL(url);
    taken = command(["backup", to, ...args], { ...env, PIGEON_HUB_PORT: port }).finally(() =>
      kill("SIGTERM"),
    );
  });
  if (taken === undefined) throw new Error("the hub did not start");
  return { ...(await taken), there: existsSync(to) };
}

test("with the authority of the hub's certificate", async () => {
  const { code, out, errors, there } = await backup({}, "--ca", authority.certFile);
  expect({ code, errors, there }).toEqual({ code: 0, errors: "", there: true });
  expect(out).toContain("is a sound backup, taken from the running hub");
});

test("without it there is none, and the message says what may be missing", async () => {
  const { code, errors, there } = await backup({});
  expect({ code, there }).toEqual({ code: 1, there: false });
  expect(errors).toMatch(/the hub at https:.* gave no backup \(.*certificate.*--ca names the authority/);
  expect(errors).not.toContain("secret-of-ops");
});

test("a hub that asks for client certificates is shown one", async () => {
  const { code, errors } = await backup(
    { PIGEON_TLS_CA_FILE: authority.certFile, PIGEON_CA_FILE: authority.certFile },
    "--cert",
    caller.certFile,
    "--key",
    caller.keyFile,
  );
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
});

test("a file that cannot be read is named, and nobody is asked", async () => {
  const { code, errors, there } = await backup({}, "--ca", "nowhere.pem");
  expect({ code, there }).toEqual({ code: 2, there: false });
  expect(errors).toBe("pigeon-hub: --ca: the file nowhere.pem cannot be read (ENOENT)\n");
});
