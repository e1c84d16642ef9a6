/** How much of everything a run does. */
export interface Scale {
  readonly rounds: number;
  readonly warmUpJobs: number;
  readonly singleJobs: number;
  readonly batchedJobs: number;
  readonly probes: number;
  /** For peers that do about a job a second, or look for jobs that seldom. */
  readonly slowJobs: number;
  readonly held: number;
  readonly recoveryCapMs: number;
  /** No turn of a contender takes this long unless it hangs. */
  readonly turnCapMs: number;
}

export const FULL: Scale = {
  rounds: 3,
  warmUpJobs: 2_000,
  singleJobs: 5_000,
  batchedJobs: 20_000,
  probes: 200,
  slowJobs: 10,
  held: 20,
  recoveryCapMs: 60_000,
  turnCapMs: 300_000,
};

export const QUICK: Scale = {
  rounds: 1,
  warmUpJobs: 200,
  singleJobs: 500,
  batchedJobs: 2_000,
  probes: 20,
  slowJobs: 3,
  held: 20,
  recoveryCapMs: 5_000,
  turnCapMs: 60_000,
};
