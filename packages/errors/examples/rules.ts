import { createErrorTracker } from "@pigeon/errors";

const errors = createErrorTracker({
  level: "silent",
  categories: ["import", { name: "billing", severities: { validation: "high" } }],
  rules: [
    // Of the conditions all must hold, of a list one entry is enough.
    { when: { category: "billing", status: ["4xx", 503] }, severity: "critical" },
    {
      when: { name: "SqliteError", message: "database is locked" },
      kind: "capacity",
      fingerprint: "store-busy",
    },
    { when: ({ error }) => error instanceof RangeError, kind: "validation" },
  ],
});

class SqliteError extends Error {}

for (const record of [
  errors.log("billing", "invoice-7", Object.assign(new Error("card refused"), { status: 402 })),
  errors.log("billing", "invoice-8", new RangeError("amount below 0")),
  errors.log("import", "orders.csv", new SqliteError("database is locked")),
]) {
  console.log(`${record.category}: ${record.kind}, ${record.severity}`);
}
console.log(
  errors
    .getTopErrors()
    .map(({ fingerprint }) => fingerprint)
    .includes("store-busy"),
);
