import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate, type GenerateResult } from "selfsigned";

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
  issue(name: string): Promise<Pair>;
  remove(): void;
}

const COMMON = { keyType: "ec", algorithm: "sha256" } as const;
const LOCAL_NAMES = [
  { type: 2, value: "localhost" },
  { type: 7, ip: "127.0.0.1" },
] as const;

export async function createAuthority(): Promise<Authority> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-ca-"));
  const write = (name: string, { cert, private: key }: GenerateResult): Pair => {
    const certFile = join(folder, `${name}.crt`);
    const keyFile = join(folder, `${name}.key`);
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    return { certFile, keyFile, cert, key };
  };
  const root = await generate([{ name: "commonName", value: "Test authority" }], {
    ...COMMON,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    ...write("ca", root),
    folder,
    issue: async (name) => {
      const issued = await generate([{ name: "commonName", value: name }], {
        ...COMMON,
        ca: { key: root.private, cert: root.cert },
        extensions: [
          { name: "basicConstraints", cA: false },
          { name: "subjectAltName", altNames: [...LOCAL_NAMES] },
        ],
      });
      return write(name, issued);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
