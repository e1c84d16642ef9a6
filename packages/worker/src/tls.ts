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

/** For a worker that the hub calls by HTTPS. All are texts in PEM form. */
export interface TlsServerOptions {
  /** The worker's certificate, and those between it and its authority. */
  readonly cert: string;
  /** The certificate's private key, without a passphrase. */
  readonly key: string;
  /** Authorities of the hub's certificate: with them only who shows one of theirs gets an answer. */
  readonly ca?: string;
}

/** What is wrong with the option `tls`, if anything. Nothing of the key is repeated. */
export function tlsProblem(tls: unknown): string | undefined {
  return problemOf("tls", tls, "an object with ca, or with cert and key", false);
}

/** What is wrong with the option `tlsServer`, if anything. */
export function tlsServerProblem(tls: unknown): string | undefined {
  return problemOf("tlsServer", tls, "an object with cert and key", true);
}

function problemOf(name: string, tls: unknown, expected: string, needsPair: boolean): string | undefined {
  if (tls === undefined) return undefined;
  if (typeof tls !== "object" || tls === null) return `${name}: expected ${expected}`;
  const { ca, cert, key, ...others } = tls as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `${name}: expected only ca, cert and key, received also ${unknown}`;
  if ([ca, cert, key].some((text) => text !== undefined && typeof text !== "string"))
    return `${name}: expected texts in PEM form, received something else (not shown)`;
  if (needsPair && (cert === undefined || key === undefined)) return `${name}: expected cert and key`;
  if ((cert === undefined) !== (key === undefined))
    return `${name}: expected cert and key together, or neither`;
  if (ca !== undefined && !isCertificate(ca))
    return `${name}.ca: expected a certificate in PEM form, received something else`;
  return isPair(cert as string | undefined, key as string | undefined)
    ? undefined
    : `${name}: expected a certificate and its own private key in PEM form, without a passphrase`;
}

function isPair(cert: string | undefined, key: string | undefined): boolean {
  if (cert === undefined || key === undefined) return true;
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}

function isCertificate(pem: unknown): boolean {
  try {
    return new X509Certificate(String(pem)).raw.length > 0;
  } catch {
    return false;
  }
}
