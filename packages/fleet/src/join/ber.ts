/** One element of ASN.1's basic encoding, as far as signatures need it. */
export interface Element {
  readonly tag: number;
  /** All its bytes, with tag and length. */
  readonly bytes: Uint8Array;
  /** What is inside, without tag and length. */
  readonly content: Uint8Array;
  /** The elements inside; none in a primitive one. */
  readonly children: readonly Element[];
}

export const TAG = { octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31, first: 0xa0 } as const;

const CONSTRUCTED = 0x20;
const INDEFINITE = 0x80;
const MAX_DEPTH = 16;

/** Not a signature in the form that AWS makes. */
export class BerError extends Error {
  override readonly name: string = "BerError";
}

/** Reads one element that takes all bytes. @throws BerError for anything else. */
export function readBer(bytes: Uint8Array): Element {
  const { element, next } = readAt(bytes, 0, 0);
  if (next !== bytes.length) throw new BerError("there are bytes after its end");
  return element;
}

function readAt(bytes: Uint8Array, at: number, depth: number): { element: Element; next: number } {
  if (depth > MAX_DEPTH) throw new BerError("it is nested too deeply");
  const tag = byteAt(bytes, at);
  if ((tag & 0x1f) === 0x1f) throw new BerError("it has a tag of several bytes");
  const isConstructed = (tag & CONSTRUCTED) !== 0;
  const { length, start } = lengthAt(bytes, at + 1);
  if (length === undefined && !isConstructed) throw new BerError("a primitive element has no length");
  const end = length === undefined ? bytes.length : start + length;
  if (end > bytes.length) throw new BerError("it ends too early");
  if (!isConstructed) {
    const content = bytes.subarray(start, end);
    return { element: { tag, bytes: bytes.subarray(at, end), content, children: [] }, next: end };
  }
  const children: Element[] = [];
  let position = start;
  while (position < end) {
    if (length === undefined && isEnd(bytes, position)) break;
    const child = readAt(bytes.subarray(0, end), position, depth + 1);
    children.push(child.element);
    position = child.next;
  }
  if (length === undefined && !isEnd(bytes, position)) throw new BerError("it ends too early");
  const next = length === undefined ? position + 2 : end;
  const content = bytes.subarray(start, position);
  return { element: { tag, bytes: bytes.subarray(at, next), content, children }, next };
}

/** Undefined for a length that only the end tells. */
function lengthAt(bytes: Uint8Array, at: number): { length: number | undefined; start: number } {
  const first = byteAt(bytes, at);
  if (first === INDEFINITE) return { length: undefined, start: at + 1 };
  if (first < INDEFINITE) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count > 3) throw new BerError("it is too long");
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + byteAt(bytes, at + index);
  return { length, start: at + 1 + count };
}

function isEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new BerError("it ends too early");
  return byte;
}

/** The bytes of an octet string, which may come in pieces. */
export function octetsOf(element: Element): Uint8Array {
  return element.children.length === 0
    ? element.content
    : Buffer.concat(element.children.map((child) => octetsOf(child)));
}

/** An object identifier in hexadecimal; undefined for another element. */
export function oidOf(element: Element | undefined): string | undefined {
  return element?.tag === TAG.oid ? Buffer.from(element.content).toString("hex") : undefined;
}
