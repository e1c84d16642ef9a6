/** An answer of beanstalkd: a line, and for some a body of as many bytes as its last word says. */
export interface Reply {
  readonly words: readonly string[];
  readonly body: string;
  /** Bytes that it took. */
  readonly length: number;
}

const WITH_BODY = new Set(["RESERVED", "FOUND", "OK"]);
const END = "\r\n";

/** The first answer in what was received; undefined while it is not complete. */
export function readReply(received: Buffer): Reply | undefined {
  const lineEnd = received.indexOf(END);
  if (lineEnd === -1) return undefined;
  const words = received.toString("latin1", 0, lineEnd).split(" ");
  const bodyStart = lineEnd + END.length;
  if (!WITH_BODY.has(words[0] ?? "")) return { words, body: "", length: bodyStart };
  const bodyEnd = bodyStart + Number(words.at(-1));
  const length = bodyEnd + END.length;
  return received.length < length
    ? undefined
    : { words, body: received.toString("utf8", bodyStart, bodyEnd), length };
}
