import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

/** For a hub at an https address. All are texts in PEM form. */
export interface TlsOptions {
  /** Authorities to trust, in place of those that Node.js knows: for a hub with a certificate of your own authority. */
  readonly ca?: string;
  /** The certificate to show, where the hub asks for one. Only with `key`. */
  readonly cert?: string;
  /** The certificate's private key, without a passphrase. Only with `cert`. */
  readonly key?: string;
}

/** What is wrong with the options, if anything. Nothing of the key is repeated. */
export function tlsProblem(tls: unknown): string | undefined {
  if (tls === undefined) return undefined;
  if (typeof tls !== "object" || tls === null) return "tls: expected an object with ca, or with cert and key";
  const { ca, cert, key, ...others } = tls as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `tls: expected only ca, cert and key, received also ${unknown}`;
  if ([ca, cert, key].some((text) => text !== undefined && typeof text !== "string"))
    return "tls: expected texts in PEM form, received something else (not shown)";
  if ((cert === undefined) !== (key === undefined)) return "tls: expected cert and key together, or neither";
  return ca !== undefined && !isCertificate(ca)
    ? "tls.ca: expected a certificate in PEM form, received something else"
    : pairProblem(cert as string | undefined, key as string | undefined);
}

function pairProblem(cert: string | undefined, key: string | undefined): string | undefined {
  if (cert === undefined || key === undefined) return undefined;
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch {
    return "tls: expected a certificate and its own private key in PEM form, without a passphrase";
  }
}

function isCertificate(pem: unknown): boolean {
  try {
    return new X509Certificate(String(pem)).raw.length > 0;
  } catch {
    return false;
  }
}
