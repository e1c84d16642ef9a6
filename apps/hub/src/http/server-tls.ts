import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import type { PigeonConfig } from "@pigeon/config";
import { ListenError } from "../listen.ts";

/** A client that opens a connection and does not get through the handshake is let go after this time. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * The hub's certificate and key, and whose certificates callers must show. Undefined without any: plain HTTP.
 *
 * @throws {ListenError} with all that is wrong with the files. It never holds anything of the key.
 */
export function readTls(hub: PigeonConfig["hub"]): ServerOptions | undefined {
  const { tlsCertFile: certFile, tlsKeyFile: keyFile, tlsCaFile: caFile } = hub;
  if (certFile === "" && keyFile === "" && caFile === "") return undefined;
  const problems: string[] = [];
  const read = readerTo(problems);
  for (const [name, file] of [
    ["PIGEON_TLS_CERT_FILE", certFile],
    ["PIGEON_TLS_KEY_FILE", keyFile],
  ]) {
    if (file === "") problems.push(`${name} is not set: HTTPS needs a certificate and its key`);
  }
  const cert = read("PIGEON_TLS_CERT_FILE", certFile);
  const key = read("PIGEON_TLS_KEY_FILE", keyFile);
  const ca = read("PIGEON_TLS_CA_FILE", caFile);
  problems.push(...judge({ cert, certFile, key, keyFile, ca, caFile }));
  if (problems.length > 0 || cert === undefined || key === undefined)
    throw new ListenError(`HTTPS cannot be had: ${problems.join("; ")}`);
  return {
    cert,
    key,
    minVersion: "TLSv1.2",
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
  };
}

/** Whom the hub trusts, and what it shows, when it calls a worker's https endpoint. All in PEM form. */
export interface WorkerTls {
  /** In place of the authorities that Node.js knows. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * What the hub calls workers with. It shows them the certificate that it shows to its callers.
 *
 * @throws {ListenError} when the authorities cannot be read.
 */
export function readWorkerTls(hub: PigeonConfig["hub"], server: ServerOptions | undefined): WorkerTls {
  const problems: string[] = [];
  const { workerCaFile: file } = hub;
  const ca = readerTo(problems)("PIGEON_WORKER_CA_FILE", file);
  if (attempt(ca, (pem) => new X509Certificate(pem)) === "broken")
    problems.push(`PIGEON_WORKER_CA_FILE=${file} holds no certificate in PEM form`);
  if (problems.length > 0) throw new ListenError(`workers cannot be called by HTTPS: ${problems.join("; ")}`);
  const { cert, key } = server ?? {};
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(typeof cert === "string" && typeof key === "string" ? { cert, key } : {}),
  };
}

/** Reads a file that a variable names. What goes wrong is put down. */
function readerTo(problems: string[]): (name: string, file: string) => string | undefined {
  return (name, file) => {
    try {
      return file === "" ? undefined : readFileSync(file, "utf8");
    } catch (error) {
      problems.push(`${name}=${file} ${explain(error)}`);
      return undefined;
    }
  };
}

interface Texts {
  readonly cert: string | undefined;
  readonly certFile: string;
  readonly key: string | undefined;
  readonly keyFile: string;
  readonly ca: string | undefined;
  readonly caFile: string;
}

function judge({ cert, certFile, key, keyFile, ca, caFile }: Texts): string[] {
  const certificate = attempt(cert, (pem) => new X509Certificate(pem));
  const privateKey = attempt(key, (pem) => createPrivateKey(pem));
  const problems: string[] = [];
  if (certificate === "broken")
    problems.push(`PIGEON_TLS_CERT_FILE=${certFile} holds no certificate in PEM form`);
  if (privateKey === "broken")
    problems.push(`PIGEON_TLS_KEY_FILE=${keyFile} holds no private key in PEM form without a passphrase`);
  if (attempt(ca, (pem) => new X509Certificate(pem)) === "broken")
    problems.push(`PIGEON_TLS_CA_FILE=${caFile} holds no certificate in PEM form`);
  if (typeof certificate === "object" && typeof privateKey === "object") {
    if (!certificate.checkPrivateKey(privateKey))
      problems.push(`the key in ${keyFile} does not belong to the certificate in ${certFile}`);
  }
  return problems;
}

function attempt<T>(pem: string | undefined, read: (pem: string) => T): T | "broken" | undefined {
  try {
    return pem === undefined ? undefined : read(pem);
  } catch {
    return "broken";
  }
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "is not there";
    case "EACCES":
    case "EPERM":
      return "may not be read by this user";
    case "EISDIR":
      return "is a folder, not a file";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
