import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { call, caller, startTestHub } from "./support.ts";

const TOKENS = [
  { name: "anna", role: "client", secret: "client-secret-1" },
  { name: "ops", role: "admin", secret: "admin-secret-1" },
] as const;

/** An address where nobody listens any more. */
async function goneAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

test("no hub: exit code 3, and what to do", async () => {
  const url = await goneAddress();
  const { exitCode, stdout, stderr } = await call(["--hub", url, "status"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  expect(stderr).toContain(`pigeon: no answer from the hub at ${url}: `);
  expect(stderr).toContain("`pigeon hub` starts one here; --hub URL or PIGEON_HUB_URL says where it is");
});

test("something that is no hub", async () => {
  const server = createServer((_request, response) => response.end("<html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { exitCode, stderr } = await call(["workers", "--hub", url]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("Is --hub the address of a Pigeon hub?");
});

test("tokens: none, unknown, of another role, and the right one, from the environment and from files", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, "token"), "admin-secret-1\n");
  await writeFile(join(cwd, "empty"), "\n");
  const pigeon = caller(await startTestHub({ authTokens: TOKENS }), { cwd });

  const none = await pigeon(["jobs"]);
  expect(none).toMatchObject({ exitCode: 4, stdout: "" });
  expect(none.stderr).toBe(
    "pigeon: the hub asks for a token\nSet PIGEON_TOKEN, or name a file that holds it with --token-file.\n",
  );
  const unknown = await pigeon(["jobs"], { env: { PIGEON_TOKEN: "wrong-secret" } });
  expect(unknown.exitCode).toBe(4);
  expect(unknown.stderr).toContain("the hub does not know the token of PIGEON_TOKEN");
  expect(unknown.stderr).not.toContain("wrong-secret");

  const client = { env: { PIGEON_TOKEN: "client-secret-1" } };
  expect((await pigeon(["jobs"], client)).exitCode).toBe(0);
  const role = await pigeon(["breakers", "reset", "b"], client);
  expect(role.exitCode).toBe(4);
  expect(role.stderr).toContain("this needs a token of the role admin, received client");
  expect(role.stderr).toContain("The token of PIGEON_TOKEN is not enough.");

  const admin = ["breakers", "reset", "b"];
  expect((await pigeon([...admin, "--token-file", "token"], client)).exitCode).toBe(5);
  expect((await pigeon(admin, { env: { PIGEON_TOKEN_FILE: "token" } })).exitCode).toBe(5);
  expect((await pigeon(["jobs", "--token-file", "gone"])).stderr).toBe(
    "pigeon: --token-file: gone cannot be read (ENOENT)\n",
  );
  expect(await pigeon(["jobs", "--token-file", "empty"])).toMatchObject({ exitCode: 2 });
  const argument = await pigeon(["jobs", "--token", "client-secret-1"]);
  expect(argument.exitCode).toBe(2);
  expect(argument.stderr).toContain("unknown option '--token'");
});

test("certificates: files are read, and what is none is named", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, "ca"), "no certificate");
  expect(await call(["status", "--ca", "gone"], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: "pigeon: --ca: gone cannot be read (ENOENT)\n",
  });
  const bad = await call(["status"], { cwd, env: { PIGEON_CA_FILE: "ca" } });
  expect(bad.exitCode).toBe(2);
  expect(bad.stderr).toContain("tls.ca: expected a certificate in PEM form");
});

test.each([
  [["submitt"], "unknown command 'submitt'\n(Did you mean submit?)"],
  [["job"], "missing required argument 'id'"],
  [["jobs", "--state", "done"], "Allowed choices are queued, leased, succeeded, dead, cancelled."],
  [["jobs", "--limit", "0"], "Expected a whole number from 1 to 1000."],
  [["status", "--interval", "soon"], "Expected a time such as 30s, 1h30m or 500 (ms)."],
  [["submit", "--type", "t", "--label", "x"], "Expected name=value."],
  [["completion", "tcsh"], "Allowed choices are bash, zsh, fish."],
  [["status", "now"], "too many arguments"],
  [["--hub", "nowhere", "status"], "hub: expected"],
])("%j is called wrongly: exit code 2, and why", async (argv, message) => {
  const { exitCode, stdout, stderr } = await call(argv);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^pigeon: /);
  expect(stderr).toContain(message);
});

test("nothing at all is a question for help; version and help are none of failure", async () => {
  expect(await call([])).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await call(["--version"])).toMatchObject({ exitCode: 0, stdout: "0.0.0\n" });
  expect((await call(["jobs", "--help"])).exitCode).toBe(0);
});
