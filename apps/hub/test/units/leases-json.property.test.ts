import fc from "fast-check";
import { expect, test } from "vitest";
import { leasesJson, type OutgoingLease } from "../../src/workers/link.ts";

const lease = fc.record(
  {
    leaseId: fc.string(),
    jobId: fc.string(),
    type: fc.string(),
    attempt: fc.nat(),
    timeoutMs: fc.nat(),
    deadline: fc.string(),
    traceparent: fc.string(),
    payload: fc.json(),
  },
  { requiredKeys: ["leaseId", "jobId", "type", "attempt", "timeoutMs", "deadline", "payload"] },
);

test("payloads travel as they were stored", () => {
  fc.assert(
    fc.property(fc.array(lease), (leases) => {
      const expected = leases.map((each) => ({ ...each, payload: JSON.parse(each.payload) as unknown }));
      expect(JSON.parse(leasesJson(leases as OutgoingLease[]))).toEqual({ leases: expected });
    }),
  );
});
