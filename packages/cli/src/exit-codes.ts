/** How the process ends. Part of what users are promised: the README has the same table. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The hub, or this command, could not do it. */
  failed: 1,
  /** Called wrongly, or given bad input. Nothing was done. */
  usage: 2,
  /** No hub answers at the address. */
  unreachable: 3,
  /** The hub wants a token, another one, or one with another role. */
  denied: 4,
  /** There is no such job, worker, breaker or alert. */
  notFound: 5,
  /** A job that was waited for is dead or cancelled. */
  jobFailed: 6,
  /** The time to wait was up; the jobs go on. */
  timeout: 7,
  /** Ended by Ctrl-C: 128 and the signal's number, as shells say it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
