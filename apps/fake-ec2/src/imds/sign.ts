import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Stands for AWS's certificate. */
  readonly publicPem: string;
}

export function signingKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey, publicPem: publicKey.export({ type: "spki", format: "pem" }) as string };
}

/** An element with a length. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

/** An element whose end alone tells its length, as AWS makes them. */
const open = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);

const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, "hex"));
const version = element(0x02, Buffer.from([1]));
const sha256 = element(0x30, oid("608648016503040201"), element(0x05));
const rsa = element(0x30, oid("2a864886f70d010101"), element(0x05));
const data = oid("2a864886f70d010701");

export interface Forgery {
  /** The digest of another content. */
  readonly digestOf?: string;
  /** Signs the content itself, without attributes. */
  readonly bare?: boolean;
}

/** A PKCS #7 message in base64, in the form of AWS's own. */
export function signedMessage(content: string, { privateKey }: SigningKey, forgery: Forgery = {}): string {
  const bytes = Buffer.from(content, "utf8");
  const half = Math.floor(bytes.length / 2);
  const pieces = open(0x24, element(0x04, bytes.subarray(0, half)), element(0x04, bytes.subarray(half)));
  const digest = createHash("sha256")
    .update(forgery.digestOf ?? content)
    .digest();
  const attributes = Buffer.concat([
    element(0x30, oid("2a864886f70d010903"), element(0x31, data)),
    element(0x30, oid("2a864886f70d010904"), element(0x31, element(0x04, digest))),
  ]);
  const signed = forgery.bare === true ? bytes : element(0x31, attributes);
  const signer = element(
    0x30,
    version,
    element(0x30, element(0x30), version),
    sha256,
    ...(forgery.bare === true ? [] : [element(0xa0, attributes)]),
    rsa,
    element(0x04, sign("sha256", signed, privateKey)),
  );
  const message = open(
    0x30,
    oid("2a864886f70d010702"),
    open(
      0xa0,
      open(0x30, version, element(0x31, sha256), open(0x30, data, open(0xa0, pieces)), element(0x31, signer)),
    ),
  );
  return message.toString("base64");
}
