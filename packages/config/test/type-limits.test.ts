import { describe, expect, it } from "vitest";

import { typeLimits } from "../src/pigeon/type-limits.ts";
import { fromCode, fromText, refusals } from "./read-kind.ts";

const field = typeLimits({});
const messages = (text: string): readonly string[] => refusals(field, text);

describe("typeLimits", () => {
  it("reads types and the star, spaces and a trailing comma aside", () => {
    expect(fromText(field, "image.resize=10, mail:eu_1=0 ,*=1000000,")).toEqual([
      { type: "image.resize", limit: 10 },
      { type: "mail:eu_1", limit: 0 },
      { type: "*", limit: 1_000_000 },
    ]);
  });

  it.each(["a", "a=", "a=-1", "a=1.5", "a=1e3", "a=1=2", "a=12345678", "", "a= 1"])(
    "refuses %j for its form",
    (given) => {
      expect(messages(`${given},b=1`)).toEqual([
        "entry 1 to have the form type=limit, with a whole number from 0 to 1000000",
      ]);
    },
  );

  it("refuses what is no type, a limit that is too high, and a type given twice: all at once", () => {
    expect(messages("a b=1,=2,**=3,ok=1000001,x=1,x=2")).toEqual([
      "entry 1 to have a job type, or * for all others",
      "entry 2 to have a job type, or * for all others",
      "entry 3 to have a job type, or * for all others",
      "entry 4 to have a limit from 0 to 1000000",
      "entry 6 to have a type of its own: entry 5 has it",
    ]);
  });

  it("takes an empty list from code, and refuses what no text could be", () => {
    expect(fromCode(field, [])).toEqual([]);
    for (const bad of [
      [{ type: "a", limit: 1.5 }],
      [{ type: "a", limit: 1, more: 1 }],
      [{ type: 1, limit: 1 }],
      [null],
      "a=1",
    ])
      expect(fromCode(field, bad), JSON.stringify(bad)).toBe("refused");
  });
});
