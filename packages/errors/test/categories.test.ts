import { describe, expect, expectTypeOf, test } from "vitest";
import { categoriesOf } from "../src/categories.ts";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorCategory, ErrorTracker } from "../src/index.ts";
import { silent } from "./support.ts";

describe("categoriesOf", () => {
  test("adds the user's own behind the built-in ones", () => {
    expect(categoriesOf(undefined).names).toEqual(["infrastructure", "worker", "job", "network"]);
    expect(categoriesOf(["billing", { name: "import" }]).names).toEqual([
      "infrastructure",
      "worker",
      "job",
      "network",
      "billing",
      "import",
    ]);
  });

  test("gives severities: its own, then those of the category it is like, then of job", () => {
    const { severityOf } = categoriesOf([
      "billing",
      { name: "import", like: "infrastructure", severities: { timeout: "low" } },
    ]);
    expect(severityOf("billing", "capacity")).toBe("high");
    expect(severityOf("billing", "timeout")).toBe("medium");
    expect(severityOf("import", "timeout")).toBe("low");
    expect(severityOf("import", "connection")).toBe("critical");
    expect(severityOf("network", "throttling")).toBe("low");
  });
});

describe("custom categories", () => {
  const tracker = createErrorTracker({
    logger: silent,
    categories: ["billing", { name: "import", severities: { unknown: "critical" } }],
  });

  test("extend the types of the tracker", () => {
    expectTypeOf(tracker).toEqualTypeOf<ErrorTracker<ErrorCategory | "billing" | "import">>();
    expectTypeOf(createErrorTracker()).toEqualTypeOf<ErrorTracker>();
    // @ts-expect-error a category that the tracker does not have
    void (() => tracker.log("nothing", "x", "y"));
  });

  test("are logged, listed, counted and told like the others", () => {
    const heard: string[] = [];
    tracker.onError(({ category }) => heard.push(category));
    const charged = tracker.log("billing", "invoice-1", new Error("card refused"), { amount: 5 });
    expect(charged).toMatchObject({ category: "billing", subject: "invoice-1", context: { amount: 5 } });
    expect(tracker.log("import", "file-1", "x").severity).toBe("critical");
    expect(tracker.log("job", "job-1", "x").category).toBe("job");
    expect(tracker.getErrorsByCategory("billing")).toEqual([charged]);
    expect(tracker.getErrors({ category: "import" })).toHaveLength(1);
    expect(tracker.getErrors()).toHaveLength(3);
    const byCategory = { infrastructure: 0, worker: 0, job: 1, network: 0, billing: 1, import: 1 };
    expect(tracker.getErrorSummary().byCategory).toEqual(byCategory);
    expect(tracker.getErrorTrends(1).buckets[0]?.byCategory).toEqual(byCategory);
    expect(heard).toEqual(["billing", "import", "job"]);
  });

  test("that do not exist are still recorded, as infrastructure", () => {
    const unknown = tracker.log("nothing" as "job", "x", "boom", { a: 1 });
    expect(unknown).toMatchObject({ category: "infrastructure", context: { category: "nothing", a: 1 } });
    expect(tracker.getErrorsByCategory("infrastructure")).toEqual([unknown]);
  });
});
