import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, as files and as texts. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as the test. */
export interface Authority extends Pair {
  readonly folder: string;
  /** For 127.0.0.1 and localhost. */
  issue(name: string): Pair;
  remove(): void;
}

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-ca-"));
  const files = (name: string) => ({
    certFile: join(folder, `${name}.crt`),
    keyFile: join(folder, `${name}.key`),
  });
  const openssl = (...args: string[]) => void execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = files("ca");
  const subject = ["-subj", "/CN=Test authority"];
  openssl("req", "-x509", ...key, ...subject, "-days", "2", "-keyout", ca.keyFile, "-out", ca.certFile);
  const read = (pair: typeof ca): Pair => ({
    ...pair,
    cert: readFileSync(pair.certFile, "utf8"),
    key: readFileSync(pair.keyFile, "utf8"),
  });
  return {
    ...read(ca),
    folder,
    issue: (name) => {
      const pair = files(name);
      const request = join(folder, `${name}.csr`);
      const extensions = join(folder, `${name}.ext`);
      writeFileSync(extensions, "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
      openssl("req", ...key, "-subj", `/CN=${name}`, "-keyout", pair.keyFile, "-out", request);
      const by = ["-CA", ca.certFile, "-CAkey", ca.keyFile, "-CAcreateserial", "-days", "2"];
      openssl("x509", "-req", "-in", request, ...by, "-extfile", extensions, "-out", pair.certFile);
      return read(pair);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
