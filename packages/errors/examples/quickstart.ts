import { createErrorTracker } from "@pigeon/errors";

const errors = createErrorTracker({ level: "silent" });

errors.onError((record) => {
  if (record.severity === "critical") console.log(`page somebody: ${record.message}`);
});

try {
  throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
} catch (error) {
  errors.logInfrastructureError("open-store", error, { correlationId: "req-1", durationMs: 40 });
}
errors.logJobError("job-1", new Error("GET https://me:hunter2@api.example/users/17 said 503"), {
  correlationId: "req-1",
  apiKey: "k-123",
});
errors.logJobError("job-2", new Error("GET https://me:hunter2@api.example/users/23 said 503"));

const summary = errors.getErrorSummary(60);
console.log(`${summary.total} errors, ${summary.byCategory.job} in jobs, ${summary.impact.totalMs} ms lost`);
for (const top of errors.getTopErrors(2)) console.log(`${top.count} x ${top.message}`);
for (const record of errors.getCorrelatedErrors("req-1")) {
  console.log(`${record.category} ${record.subject}: ${record.kind}, ${record.severity}`, record.context);
}
console.log(`trend: ${errors.getErrorTrends(24).direction}`);
