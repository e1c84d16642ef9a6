import { expect, test } from "vitest";
import { readReply } from "../src/beanstalk-reply.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

test("a line is an answer", () => {
  expect(readReply(bytes("INSERTED 12\r\nDELETED\r\n"))).toEqual({
    words: ["INSERTED", "12"],
    body: "",
    length: 13,
  });
});

test("a reserved job brings its body, counted in bytes", () => {
  // é and ß take two bytes each, and a line end may be part of a body.
  expect(readReply(bytes("RESERVED 7 6\r\né\r\nß\r\nDELETED\r\n"))).toEqual({
    words: ["RESERVED", "7", "6"],
    body: "é\r\nß",
    length: 22,
  });
});

test("an answer that is cut anywhere is not complete", () => {
  const whole = bytes("OK 4\r\na: 1\r\n");
  for (let length = 0; length < whole.length; length += 1) {
    expect(readReply(whole.subarray(0, length))).toBeUndefined();
  }
  expect(readReply(whole)?.body).toBe("a: 1");
});
