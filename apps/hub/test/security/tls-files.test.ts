import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ListenError } from "../../src/index.ts";
import { readTls, readWorkerTls } from "../../src/http/server-tls.ts";
import { testConfig } from "../hub-fixture.ts";
import { createAuthority, type Authority, type Pair } from "./authority.ts";

let authority: Authority;
let pair: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  pair = await authority.issue("hub");
});
afterAll(() => authority.remove());

function refusal(tlsCertFile: string, tlsKeyFile: string, tlsCaFile = ""): string {
  try {
    readTls(testConfig({ hub: { tlsCertFile, tlsKeyFile, tlsCaFile } }).hub);
  } catch (error) {
    if (error instanceof ListenError) return error.message;
    throw error;
  }
  throw new Error("the files were taken");
}

test("no files, no TLS", () => {
  expect(readTls(testConfig().hub)).toBeUndefined();
});

test("a certificate needs its key, and an authority needs both", () => {
  expect(refusal(pair.certFile, "")).toBe(
    "HTTPS cannot be had: PIGEON_TLS_KEY_FILE is not set: HTTPS needs a certificate and its key",
  );
  expect(refusal("", pair.keyFile)).toContain("PIGEON_TLS_CERT_FILE is not set");
  expect(refusal("", "", authority.certFile)).toMatch(
    /PIGEON_TLS_CERT_FILE is not set.*PIGEON_TLS_KEY_FILE is not set/,
  );
});

test("all that is wrong with the files is told at once", () => {
  const none = join(authority.folder, "none.pem");
  expect(refusal(none, authority.folder, none)).toBe(
    `HTTPS cannot be had: PIGEON_TLS_CERT_FILE=${none} is not there; PIGEON_TLS_KEY_FILE=${authority.folder} is a folder, not a file; PIGEON_TLS_CA_FILE=${none} is not there`,
  );
});

test("a file that may not be read is told as such", async () => {
  const { keyFile } = await authority.issue("locked");
  chmodSync(keyFile, 0o000);
  chmodSync(authority.folder, 0o755);
  // Permission bits do not bind root: a process of another user reads it then.
  const script = `
    const [key, cert, files] = process.argv.slice(1);
    const { readTls } = await import(files);
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { readTls({ tlsCertFile: cert, tlsKeyFile: key, tlsCaFile: "" }); } catch (error) { console.log(error.message); }`;
  const module = new URL("../../src/http/server-tls.ts", import.meta.url).href;
  const args = [
    "--conditions=@pigeon/source",
    "--input-type=module",
    "--eval",
    script,
    keyFile,
    pair.certFile,
    module,
  ];
  const said = execFileSync(process.execPath, args, { encoding: "utf8" });
  expect(said).toContain(`${keyFile} may not be read by this user`);
});

test("a key that belongs to another certificate is refused", async () => {
  const { keyFile } = await authority.issue("other");
  expect(refusal(pair.certFile, keyFile)).toBe(
    `HTTPS cannot be had: the key in ${keyFile} does not belong to the certificate in ${pair.certFile}`,
  );
});

test("files that hold something else are named, and nothing of them is shown", () => {
  const swapped = refusal(pair.keyFile, pair.certFile, pair.keyFile);
  expect(swapped).toContain(`PIGEON_TLS_CERT_FILE=${pair.keyFile} holds no certificate in PEM form`);
  expect(swapped).toContain(`PIGEON_TLS_KEY_FILE=${pair.certFile} holds no private key in PEM form`);
  expect(swapped).toContain(`PIGEON_TLS_CA_FILE=${pair.keyFile} holds no certificate in PEM form`);
  const broken = join(authority.folder, "broken.key");
  writeFileSync(broken, pair.key.replace(/.{20}\n-----END/, "\n-----END"));
  const told = refusal(pair.certFile, broken);
  expect(told).toContain("holds no private key");
  for (const line of pair.key.split("\n").filter((line) => line.length > 20 && !line.startsWith("-")))
    expect(told + swapped).not.toContain(line);
});

test("the authorities of workers must be there and be certificates", () => {
  const read = (workerCaFile: string) => () =>
    readWorkerTls(testConfig({ hub: { workerCaFile } }).hub, undefined);
  const none = join(authority.folder, "none.pem");
  expect(read(none)).toThrow(
    new ListenError(`workers cannot be called by HTTPS: PIGEON_WORKER_CA_FILE=${none} is not there`),
  );
  expect(read(pair.keyFile)).toThrow(
    `PIGEON_WORKER_CA_FILE=${pair.keyFile} holds no certificate in PEM form`,
  );
  expect(read("")()).toEqual({});
  expect(read(authority.certFile)()).toEqual({ ca: authority.cert });
});

test("workers are shown the certificate that callers are shown", () => {
  const { hub } = testConfig({ hub: { tlsCertFile: pair.certFile, tlsKeyFile: pair.keyFile } });
  expect(readWorkerTls(hub, readTls(hub))).toEqual({ cert: pair.cert, key: pair.key });
});
