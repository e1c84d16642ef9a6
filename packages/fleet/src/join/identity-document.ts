import { createPublicKey, type KeyObject } from "node:crypto";
import { BerError } from "./ber.ts";
import { signedContent } from "./signed-data.ts";

/** What AWS says of an instance, over its signature. */
export interface IdentityDocument {
  readonly instanceId: string;
  readonly accountId: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly privateIp: string;
  /** When it was launched, in ms since the epoch. */
  readonly pendingTime: number;
}

/** A proof that proves nothing. The message may be shown to who sent it. */
export class IdentityError extends Error {
  override readonly name: string = "IdentityError";
}

/** A document takes about 1.5 KB with its signature. */
const MAX_PROOF_CHARACTERS = 16_384;

/**
 * Reads an instance identity document with its RSA-2048 signature, as an instance gets it from
 * `/latest/dynamic/instance-identity/rsa2048`: PKCS #7 in base64.
 *
 * @param keys of AWS's RSA-2048 certificates, for the regions whose instances may join.
 * @throws IdentityError when it is none, or not signed by one of them.
 */
export function readIdentityDocument(proof: unknown, keys: readonly KeyObject[]): IdentityDocument {
  const text = typeof proof === "string" ? proof.replaceAll(/\s/g, "") : "";
  if (text === "" || text.length > MAX_PROOF_CHARACTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    throw new IdentityError("the proof is no signature in base64");
  let content: Uint8Array | undefined;
  try {
    content = signedContent(Buffer.from(text, "base64"), keys);
  } catch (error) {
    if (error instanceof BerError)
      throw new IdentityError(`the proof is no PKCS #7 message: ${error.message}`);
    throw error;
  }
  if (content === undefined)
    throw new IdentityError("the proof is not signed by AWS for a region whose instances may join");
  return documentOf(Buffer.from(content).toString("utf8"));
}

/** @throws TypeError when a text holds no certificate or public key in PEM form. */
export function keysOf(certificates: readonly string[]): KeyObject[] {
  return certificates.map((pem) => {
    try {
      return createPublicKey(pem);
    } catch (error) {
      throw new TypeError("certificates: expected AWS's RSA-2048 certificates as PEM", { cause: error });
    }
  });
}

function documentOf(json: string): IdentityDocument {
  const read = parse(json);
  const text = (name: string): string => {
    const value = read[name];
    if (typeof value === "string" && value !== "") return value;
    throw new IdentityError(`the document has no ${name}`);
  };
  return {
    instanceId: text("instanceId"),
    accountId: text("accountId"),
    region: text("region"),
    availabilityZone: text("availabilityZone"),
    instanceType: text("instanceType"),
    imageId: text("imageId"),
    privateIp: text("privateIp"),
    pendingTime: Date.parse(text("pendingTime")),
  };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === "object" && read !== null) return read as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new IdentityError("the document is no JSON object");
}
