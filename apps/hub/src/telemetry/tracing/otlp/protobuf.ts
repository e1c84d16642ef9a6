const FIRST_SIZE = 65_536;
/** Up to here one write after another is faster than a call of the buffer's own. */
const SHORT = 16;
const UINT32 = 2 ** 32;
/** Of the hexadecimal digits, by their code. */
const NIBBLES: Uint8Array = new Uint8Array(128);
for (let value = 0; value < 16; value++) NIBBLES[value.toString(16).charCodeAt(0)] = value;

/** The tag of a message, of a string or of bytes. */
export const LENGTH = 2;
export const VARINT = 0;
export const FIXED64 = 1;
export const FIXED32 = 5;

/** What stands before each value of a field. */
export function tagOf(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

/** Writes messages of protobuf, one after another, into memory that is used again. */
export class ProtobufWriter {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #end = 0;

  get length(): number {
    return this.#end;
  }

  /** What was written; then the writer is empty. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    return taken;
  }

  /** Opens a message within the one being written. What it returns closes it. */
  open(tag: number): number {
    this.#tag(tag, 1);
    this.#end += 1;
    return this.#end;
  }

  close(start: number): void {
    const length = this.#end - start;
    let more = 0;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) more += 1;
    if (more > 0) {
      this.#room(more);
      this.#bytes.copyWithin(start + more, start, this.#end);
    }
    this.#end = start - 1;
    this.#varint(length);
    this.#end += length;
  }

  text(tag: number, text: string): void {
    // No character takes more than three bytes.
    this.#room(text.length * 3 + 2);
    const start = this.open(tag);
    const length = this.#shortAscii(text, start) ?? this.#bytes.write(text, start);
    this.#end = start + length;
    if (length > 127) this.close(start);
    else this.#bytes[start - 1] = length;
  }

  /** Bytes, given by their hexadecimal digits in lower case. */
  hex(tag: number, digits: string): void {
    const size = digits.length / 2;
    this.#room(size + 2);
    const start = this.open(tag);
    const bytes = this.#bytes;
    for (let at = 0; at < size; at++)
      bytes[start + at] =
        ((NIBBLES[digits.charCodeAt(2 * at)] ?? 0) << 4) | (NIBBLES[digits.charCodeAt(2 * at + 1)] ?? 0);
    this.#end = start + size;
    bytes[start - 1] = size;
  }

  /** A whole number from 0 to 2^53. */
  varint(tag: number, value: number): void {
    this.#tag(tag, 9);
    this.#varint(value);
  }

  double(tag: number, value: number): void {
    this.#tag(tag, 8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
  }

  fixed32(tag: number, value: number): void {
    this.#tag(tag, 4);
    this.#end = this.#bytes.writeUInt32LE(value, this.#end);
  }

  /** A time since the epoch, in ms, as nanoseconds: more than a number holds exactly, so in two halves. */
  nanoseconds(tag: number, ms: number): void {
    this.#tag(tag, 8);
    const high = Math.floor(ms / 65_536);
    const low = Math.round((ms - high * 65_536) * 1e6);
    const scaled = high * 1e6;
    const lower = (scaled % 65_536) * 65_536 + low;
    this.#end = this.#bytes.writeUInt32LE(lower % UINT32, this.#end);
    const upper = Math.floor(scaled / 65_536) + Math.floor(lower / UINT32);
    this.#end = this.#bytes.writeUInt32LE(upper, this.#end);
  }

  #shortAscii(text: string, start: number): number | undefined {
    if (text.length > SHORT) return undefined;
    const bytes = this.#bytes;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return undefined;
      bytes[start + at] = code;
    }
    return text.length;
  }

  #tag(tag: number, following: number): void {
    this.#room(following + 2);
    if (tag > 127) this.#bytes[this.#end++] = (tag & 127) | 128;
    this.#bytes[this.#end++] = tag > 127 ? tag >>> 7 : tag;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.#end++] = (rest % 128) | 128;
    this.#bytes[this.#end++] = rest;
  }

  #room(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + size));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
