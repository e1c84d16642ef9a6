import { setTimeout } from "node:timers/promises";
import { createErrorTracker, currentCorrelationId, withCorrelation } from "@pigeon/errors";

const errors = createErrorTracker({ level: "silent" });

async function charge(): Promise<void> {
  await setTimeout(1);
  // Sent along, so that the other side can do the same: headers["x-correlation-id"] = currentCorrelationId()
  console.log(`calling the bank for ${currentCorrelationId()}`);
  errors.logNetworkError("https://bank.example/pay", new Error("socket hang up"));
}

async function handle(requestId: string): Promise<void> {
  await withCorrelation(requestId, async () => {
    await charge();
    errors.logJobError("invoice-7", new Error("not charged"));
  });
}

await Promise.all([handle("req-1"), handle("req-2")]);
for (const { category, message } of errors.getCorrelatedErrors("req-2"))
  console.log(`${category}: ${message}`);
