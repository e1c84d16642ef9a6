import { createErrorTracker } from "@pigeon/errors";
import { pino } from "pino";

const logger = pino({ level: "warn", base: { service: "billing" }, timestamp: false });

const errors = createErrorTracker({
  logger: logger.child({ part: "errors" }),
  retentionDays: 30,
  maxErrorsPerCategory: 5_000,
  redact: { keys: ["iban"], values: ["s3cr3t-in-use"], patterns: [/\bcust-\d+/] },
});

errors.logNetworkError("https://bank.example/pay", new Error("pay for cust-77 failed: s3cr3t-in-use"), {
  severity: "high",
  iban: "XX00 0000",
});
