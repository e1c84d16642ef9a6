import fc from "fast-check";
import { expect, test } from "vitest";
import { readAddress } from "../../src/store/postgres/address.ts";
import { arrayText } from "../../src/store/postgres/array-text.ts";
import { Connection } from "../../src/store/postgres/connection.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

test.each([
  [[], "{}"],
  [[1, -2.5, null, undefined, true], "{1,-2.5,NULL,NULL,true}"],
  [["a-b_c.d:1", "", "NULL"], '{"a-b_c.d:1","","NULL"}'],
  [['say "hi"', "a\\b", "a,b", "{}"], String.raw`{"say \"hi\"","a\\b","a,b","{}"}`],
])("%j is written %s", (values, text) => {
  expect(arrayText(values)).toBe(text);
});

test("the server reads any list as it was", async () => {
  const connection = await Connection.open(readAddress(database.url()));
  const { text } = { text: "SELECT $1::text[], $2::bigint[]" };
  // The two that no text of PostgreSQL holds are escaped before they come here.
  const string = fc.string({ unit: "binary" }).map((each) => each.replaceAll("\0", ""));
  const texts = fc.array(fc.option(fc.oneof(string, fc.constantFrom("NULL", "null", '"', "\\", " ", ","))));
  const numbers = fc.array(fc.option(fc.maxSafeInteger()));
  try {
    await fc.assert(
      fc.asyncProperty(texts, numbers, async (some, others) => {
        const [[back, numbersBack] = []] = await connection.rows<[unknown[], unknown[]]>({ text }, [
          some,
          others,
        ]);
        expect(back).toEqual(some);
        expect(numbersBack?.map((each) => (each === null ? null : Number(each)))).toEqual(others);
      }),
      { numRuns: 100 },
    );
  } finally {
    await connection.end();
  }
});
