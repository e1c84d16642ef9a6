import { setTimeout as sleep } from "node:timers/promises";

interface Job {
  readonly payload: unknown;
}
interface Context {
  readonly signal: AbortSignal;
}
interface Plan {
  readonly ms?: number;
  readonly file?: string;
  readonly to?: string;
  readonly fault?: "bounce" | "broken" | "flaky";
}

async function work({ payload }: Job, { signal }: Context): Promise<Plan> {
  const plan = payload as Plan;
  await sleep(plan.ms ?? 20, undefined, { signal });
  return plan;
}

const forGood = (error: Error): Error => Object.assign(error, { retryable: false });

/** Jobs as a shop has them, some of which fail on purpose. */
export const handlers = {
  "image.resize": async (job: Job, context: Context) => {
    const { file = "", fault } = await work(job, context);
    if (fault === "broken") throw forGood(new TypeError(`cannot read ${file}: not a picture`));
    return { file: file.replace(".png", "-small.png"), width: 320, height: 240 };
  },
  "mail.send": async (job: Job, context: Context) => {
    const { to = "", fault } = await work(job, context);
    if (fault === "bounce") throw forGood(new Error(`the mailbox ${to} does not exist`));
    return { accepted: [to] };
  },
  "report.render": async (job: Job & { readonly attempt: number }, context: Context) => {
    const { fault } = await work(job, context);
    if (fault === "flaky" && job.attempt < 3)
      throw Object.assign(new Error("the database is busy"), { retryAfterMs: 50 });
    return { pages: 12, attempt: job.attempt };
  },
};
