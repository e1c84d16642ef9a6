import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { until } from "../worker-fixture.ts";
import { createAuthority, type Authority, type Pair } from "./authority.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
let authority: Authority;
let first: Pair;
let second: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  [first, second] = [await authority.issue("first"), await authority.issue("second")];
});
afterAll(() => authority.remove());

interface Process {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly url: string;
  readonly port: number;
}

/** The hub's command with its certificate in files that the test replaces. */
async function runHub(files: { certFile: string; keyFile: string }): Promise<Process> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PIGEON_"));
  const child = spawn(process.execPath, ["--conditions=@pigeon/source", MAIN], {
    env: {
      ...Object.fromEntries(inherited),
      PIGEON_HUB_PORT: "0",
      PIGEON_STORE_URL: "memory:",
      PIGEON_TLS_CERT_FILE: files.certFile,
      PIGEON_TLS_KEY_FILE: files.keyFile,
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  await until(
    () => said,
    (text) => text.includes("listening on"),
  );
  const url = /https:\S+\d/.exec(said)?.[0] ?? "";
  return { child, said: () => said, url, port: Number(new URL(url).port) };
}

function files(name: string): { certFile: string; keyFile: string; put(pair: Pair): void } {
  const [certFile, keyFile] = [join(authority.folder, `${name}.crt`), join(authority.folder, `${name}.key`)];
  const put = (pair: Pair) => {
    copyFileSync(pair.certFile, certFile);
    copyFileSync(pair.keyFile, keyFile);
  };
  put(first);
  return { certFile, keyFile, put };
}

/** Whose certificate a new connection is shown. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", ca: authority.cert }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

interface Seen {
  readonly status: number | undefined;
  /** The port of the caller's end: the same for the same connection. */
  readonly from: number | undefined;
}

/** One connection that stays open. */
function caller(url: string): (path: string) => Promise<Seen> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.cert });
  onTestFinished(() => agent.destroy());
  return (path) =>
    new Promise((resolve, reject) => {
      const call = request(`${url}${path}`, { agent }, (answer) => {
        const from = answer.socket.localPort;
        answer.resume().on("end", () => resolve({ status: answer.statusCode, from }));
      });
      call.on("error", reject).end();
    });
}

describe("on SIGHUP", () => {
  test("the hub shows its new certificate, and open connections go on", async () => {
    const its = files("rotated");
    const hub = await runHub(its);
    expect(await shown(hub.port)).toBe("first");
    const call = caller(hub.url);
    const before = await call("/healthz");
    its.put(second);
    hub.child.kill("SIGHUP");
    await until(hub.said, (text) => text.includes("SIGHUP received, certificates read again"));
    expect(await shown(hub.port)).toBe("second");
    expect(await call("/healthz")).toEqual({ status: 200, from: before.from });
  });

  test("files that cannot serve change nothing, and the hub says what is wrong with them", async () => {
    const its = files("broken");
    const hub = await runHub(its);
    copyFileSync(second.certFile, its.certFile);
    hub.child.kill("SIGHUP");
    await until(hub.said, (text) => text.includes("stay as they were"));
    expect(hub.said()).toContain(
      `SIGHUP received, the certificates stay as they were: HTTPS cannot be had: the key in ${its.keyFile} does not belong to the certificate in ${its.certFile}`,
    );
    writeFileSync(its.certFile, "nothing");
    hub.child.kill("SIGHUP");
    await until(hub.said, (text) => text.includes("holds no certificate"));
    expect(await shown(hub.port)).toBe("first");
    its.put(second);
    hub.child.kill("SIGHUP");
    await until(hub.said, (text) => text.includes("certificates read again"));
    expect(await shown(hub.port)).toBe("second");
  });
});
