import { expect, test } from "vitest";
import type { LeasedJob } from "../../src/jobs/job.ts";
import { LeasedJobs, MAX_LEASES } from "../../src/store/postgres/leased-jobs.ts";
import { newJob, START } from "../jobs/support.ts";

const leased = (leaseId: string): LeasedJob => ({
  ...newJob(),
  state: "leased",
  leaseId,
  workerId: "w1",
  deadline: START,
});
const lost = (leaseId: string) => ({ type: "lose", leaseId, reason: "gone" }) as const;

test("a job is known by its lease, once, and by no other event", () => {
  const jobs = new LeasedJobs();
  const job = leased("lease-1");
  jobs.remember(7, job);
  expect(jobs.take("job-1", { type: "cancel" })).toBeUndefined();
  expect(jobs.take("job-1", { type: "lease", leaseId: "lease-1", workerId: "w1" })).toBeUndefined();
  expect(jobs.take("job-1", lost("lease-2"))).toBeUndefined();
  expect(jobs.take("job-2", lost("lease-1"))).toBeUndefined();
  expect(jobs.take("job-1", lost("lease-1"))).toEqual({ seq: 7, job });
  expect(jobs.take("job-1", lost("lease-1"))).toBeUndefined();
});

test("of more leases than it may remember, the oldest are forgotten", () => {
  const jobs = new LeasedJobs();
  for (let lease = 0; lease <= MAX_LEASES; lease++) jobs.remember(lease, leased(`lease-${lease}`));
  expect(jobs.take("job-1", lost("lease-0"))).toBeUndefined();
  expect(jobs.take("job-1", lost("lease-1"))).toMatchObject({ seq: 1 });
  expect(jobs.take("job-1", lost(`lease-${MAX_LEASES}`))).toMatchObject({ seq: MAX_LEASES });
});
