import { expect, test } from "vitest";
import { KeyCaution, WARY_TIMES } from "../../src/store/postgres/enqueue.ts";

const works = (...tries: number[]) =>
  tries.map((each) => ({ kind: "enqueue", jobs: [], tries: each }) as const);

test("keys are not looked for until one was taken, and then for a while", () => {
  const caution = new KeyCaution();
  expect(caution.mustRead(works(0, 0))).toBe(false);
  expect(caution.mustRead(works(0, 1))).toBe(true);
  const after = Array.from({ length: WARY_TIMES + 1 }, () => caution.mustRead(works(0)));
  expect(after.slice(0, WARY_TIMES - 1)).not.toContain(false);
  expect(after.slice(WARY_TIMES - 1)).toEqual([false, false]);
});
