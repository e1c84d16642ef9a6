import { describe, expect, it } from "vitest";

import { networks } from "../src/pigeon/networks.ts";
import { fromCode, fromText, refusals } from "./read-kind.ts";

const field = networks({});
const messages = (text: string): readonly string[] => refusals(field, text);

describe("networks", () => {
  it("reads ranges of both families, spaces and a trailing comma aside", () => {
    expect(fromText(field, "10.0.0.0/8, fd00::/8 ,0.0.0.0/0,")).toEqual([
      "10.0.0.0/8",
      "fd00::/8",
      "0.0.0.0/0",
    ]);
  });

  it.each([
    "10.0.0.1",
    "10.0.0.0/33",
    "10.0.0/8",
    "::1/129",
    "localhost",
    "*",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "fe80::1%eth0/64",
    "/8",
    "10.0.0.0/",
  ])("refuses %j", (given) => {
    expect(messages(given)).toEqual(["entry 1 to be an address range such as 10.0.0.0/8 or fd00::/8"]);
  });

  it("tells every entry that is wrong", () => {
    const found = messages("x,10.0.0.0/8,,y");
    expect(found.map((message) => message.slice(0, 7))).toEqual(["entry 1", "entry 3", "entry 4"]);
  });

  it("takes an empty list from code, and no list of other things", () => {
    expect(fromCode(field, [])).toEqual([]);
    expect(fromCode(field, [8])).toBe("refused");
    expect(fromCode(field, "10.0.0.0/8")).toBe("refused");
  });
});
