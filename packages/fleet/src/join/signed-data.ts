import { createHash, timingSafeEqual, verify, type KeyObject } from "node:crypto";
import { BerError, TAG, octetsOf, oidOf, readBer, type Element } from "./ber.ts";

const OID = {
  signedData: "2a864886f70d010702",
  data: "2a864886f70d010701",
  contentType: "2a864886f70d010903",
  messageDigest: "2a864886f70d010904",
  sha256: "608648016503040201",
} as const;

/**
 * The content of a PKCS #7 message that is signed with SHA-256 and RSA by one of the keys; undefined when none of
 * them signed it. Certificates inside of it count for nothing.
 *
 * @throws BerError when it is no such message.
 */
export function signedContent(message: Uint8Array, keys: readonly KeyObject[]): Uint8Array | undefined {
  const [type, wrapped] = readBer(message).children;
  if (oidOf(type) !== OID.signedData) throw new BerError("it is not signed data");
  const [, , encapsulated, ...rest] = wrapped?.children[0]?.children ?? [];
  const [contentType, content] = encapsulated?.children ?? [];
  const octets = content?.children[0];
  if (oidOf(contentType) !== OID.data || octets === undefined) throw new BerError("it has no content");
  const bytes = octetsOf(octets);
  // Certificates and revocation lists come before; the signers are the last.
  const signers = rest.at(-1);
  if (signers?.tag !== TAG.set || signers.children.length === 0) throw new BerError("nobody signed it");
  return signers.children.some((signer) => isSigned(signer, bytes, keys)) ? bytes : undefined;
}

/** version, who signed, digest's algorithm, attributes or none, signature's algorithm, signature */
function isSigned(signer: Element, content: Uint8Array, keys: readonly KeyObject[]): boolean {
  const [, , digestAlgorithm, ...rest] = signer.children;
  if (oidOf(digestAlgorithm?.children[0]) !== OID.sha256) return false;
  const attributes = rest[0]?.tag === TAG.first ? rest[0] : undefined;
  const signature = rest.find(({ tag }) => tag === TAG.octets);
  if (signature === undefined) return false;
  if (attributes !== undefined && !describes(attributes, content)) return false;
  const signed = attributes === undefined ? content : asSet(attributes);
  return keys.some((key) => verify("sha256", signed, key, octetsOf(signature)));
}

/** Signed attributes stand for the content only by the digest that they hold. */
function describes(attributes: Element, content: Uint8Array): boolean {
  const valueOf = (oid: string): Element | undefined =>
    attributes.children.find(({ children }) => oidOf(children[0]) === oid)?.children[1]?.children[0];
  const digest = valueOf(OID.messageDigest);
  if (digest?.tag !== TAG.octets || oidOf(valueOf(OID.contentType)) !== OID.data) return false;
  const expected = createHash("sha256").update(content).digest();
  return digest.content.length === expected.length && timingSafeEqual(digest.content, expected);
}

/** What is signed is the set of the attributes, which in the message bears another tag. */
function asSet({ bytes }: Element): Uint8Array {
  const set = Uint8Array.from(bytes);
  set[0] = TAG.set;
  return set;
}
