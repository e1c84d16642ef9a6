import { expect, it } from "vitest";

import { parseDotEnv } from "../../src/files/dotenv.ts";

const text = `\uFEFFA=1
# B=2
export B = "two # words"
  C='x'
A=3
E==
`;

it("reads as Node.js does", () => {
  expect(parseDotEnv(text).values).toEqual({ A: "3", B: "two # words", C: "x", E: "=" });
});

it("tells the line that counts", () => {
  const { lineOf } = parseDotEnv(text);
  expect(["A", "B", "C", "E", "D", "export", ""].map(lineOf)).toEqual([
    5,
    3,
    4,
    6,
    undefined,
    undefined,
    undefined,
  ]);
  expect(parseDotEnv("A=1").lineOf("A")).toBe(1);
});
