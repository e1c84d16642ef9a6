import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stillTrying } from "../src/connect.ts";
import { codeOf, hintFor } from "../src/unreachable.ts";
import { version } from "../src/program.ts";
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

test.each([
  [200, "is not JSON"],
  [404, "no hub answers there, but something else: HTTP 404, <html> not what you look for"],
  [502, "no hub answers there, but something else: HTTP 502"],
])("something that is no hub, and answers %i", async (status, message) => {
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end("<html>\nnot what you look for\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // One of several, told once: it is not about the job.
  const { exitCode, stdout, stderr } = await call(["cancel", "a", "b", "--hub", url]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr.match(/Is --hub the address of a Pigeon hub\?/g)).toHaveLength(1);
});

test("a hub that is called by https without having it, and one below another path", async () => {
  const { url } = await startTestHub();
  const secure = await call(["status", "--hub", url.replace("http:", "https:")]);
  expect(secure).toMatchObject({ exitCode: 3, stdout: "" });
  expect(secure.stderr).toMatch(
    /^pigeon: no answer from the hub at https:\S+: wrong version number\nWhat listens there does not speak TLS\./,
  );
  const below = await call(["status", "--hub", `${url}/ui`]);
  expect(below).toMatchObject({ exitCode: 5, stdout: "" });
  expect(below.stderr).toContain("Is the path in --hub right");
});

test("a hub that is silent for long is asked again with a word, and not with many", () => {
  let now = 0;
  const said: string[] = [];
  const stderr = { write: (text: string) => void said.push(text), isTTY: true, columns: 80 };
  const tell = stillTrying({ now: () => now, stderr } as never);
  const event = { error: new Error("no answer\nat all") };
  for (now of [0, 300, 4999, 5000, 5100, 9999, 10_000]) tell(event);
  expect(said).toEqual(Array(2).fill("\r\u001B[Kno answer; trying again\n"));
});

test("what a failed connection says of itself, and what to do", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(codeOf(new AggregateError([refused]))).toBe("ECONNREFUSED");
  expect(codeOf(new Error("outside", { cause: refused }))).toBe("ECONNREFUSED");
  expect(codeOf(new Error("no code"))).toBeUndefined();
  expect(codeOf(undefined)).toBeUndefined();
  expect(hintFor(undefined)).toContain("Is it running?");
  expect(hintFor("ECONNREFUSED")).toContain("Is it running?");
  expect(hintFor("DEPTH_ZERO_SELF_SIGNED_CERT")).toContain("--ca FILE or PIGEON_CA_FILE");
  expect(hintFor("ERR_TLS_CERT_ALTNAME_INVALID")).toContain("for other names");
  expect(hintFor("UND_ERR_SOCKET")).toContain("https://");
  expect(hintFor("ENOTFOUND")).toContain("No such host");
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
  [["--hub", "127.0.0.1:4040", "status"], "Such as http://127.0.0.1:4040, in --hub or PIGEON_HUB_URL."],
  [["breakers", "rest", "w1"], "unknown command 'rest'\n(Did you mean reset?)\n(see pigeon breakers --help)"],
  [["breakers", "list", "reset"], "unexpected reset\n(see pigeon breakers --help)"],
  [["workers", "w1"], "unknown command 'w1'\n(see pigeon workers --help)"],
  [["fleet", "down", "x", "--file", "f"], "too many arguments for 'down'"],
  [["jobs", "--lable", "x"], "(Did you mean --label?)\n(see pigeon jobs --help)"],
])("%j is called wrongly: exit code 2, and why", async (argv, message) => {
  const { exitCode, stdout, stderr } = await call(argv);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^pigeon: /);
  expect(stderr).toContain(message);
});

test("nothing at all is a question for help; version and help are none of failure", async () => {
  expect(await call([])).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await call(["--version"])).toMatchObject({ exitCode: 0, stdout: `${version()}\n` });
  expect((await call(["jobs", "--help"])).exitCode).toBe(0);
});
