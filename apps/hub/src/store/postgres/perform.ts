import type { Change, Machine } from "../port.ts";
import { applyAll } from "./apply.ts";
import { claim, offer } from "./claim.ts";
import { enqueueAll, KeyCaution } from "./enqueue.ts";
import { LeasedJobs } from "./leased-jobs.ts";
import { isLimited } from "./limits.ts";
import type { Transaction } from "./transaction.ts";
import { done, type Answer, type Apply, type Claim, type Enqueue, type Other, type Work } from "./works.ts";

/** Does works in one transaction, and answers each. */
export type Perform = (transaction: Transaction, works: readonly Work[]) => Promise<readonly Answer[]>;

/**
 * Works of one kind are done together, by the same few statements. Jobs that come are stored first: nobody can
 * know of them yet but those who ask for what is due. The rest is done in the order in which it was asked for.
 */
export function performer(machine: Machine): Perform {
  const leasedJobs = new LeasedJobs();
  const caution = new KeyCaution();
  return async (transaction, works) => {
    const answers = new Map<Work, Answer>();
    for (const part of parts(works)) {
      if (!isShared(part)) {
        answers.set(part, done(await part.perform(transaction)));
        continue;
      }
      const enqueues = part.filter((work) => work.kind === "enqueue");
      const outcomes = await enqueueAll(transaction, caution, enqueues);
      for (const [index, work] of enqueues.entries()) answers.set(work, done(outcomes[index]));
      const rest = part.filter(isNoEnqueue);
      const first = firstClaim(rest);
      // Asked for together with what the reports before it read: a turn to the server less.
      const offered = first && offer(transaction, first);
      // Waited for below, unless something before it fails.
      offered?.catch(() => {});
      for (const run of runs(rest)) {
        if (!isShared(run)) {
          answers.set(
            run,
            await claim(transaction, machine, leasedJobs, run, run === first ? offered : undefined),
          );
          continue;
        }
        const changes = await applyAll(transaction, machine, leasedJobs, run);
        for (const [index, work] of run.entries()) answers.set(work, done(changes[index]));
      }
    }
    return works.map((work) => answers.get(work) ?? { kind: "failed", error: new Error("not performed") });
  };
}

const isShared = <Many>(part: readonly Many[] | Work): part is readonly Many[] => Array.isArray(part);

/** Neighbours together, but for those that stand alone. */
function together<W, Alone extends W>(
  works: readonly W[],
  standsAlone: (work: W) => work is Alone,
): (Exclude<W, Alone>[] | Alone)[] {
  const found: (Exclude<W, Alone>[] | Alone)[] = [];
  for (const work of works) {
    const last = found.at(-1);
    if (standsAlone(work)) found.push(work);
    else if (Array.isArray(last)) last.push(work as Exclude<W, Alone>);
    else found.push([work as Exclude<W, Alone>]);
  }
  return found;
}

const parts = (works: readonly Work[]) => together(works, (work): work is Other => work.kind === "other");

const isNoEnqueue = (work: Enqueue | Apply | Claim): work is Apply | Claim => work.kind !== "enqueue";

const runs = (works: readonly (Apply | Claim)[]) =>
  together(works, (work): work is Claim => work.kind === "claim");

/** The first claim, if nothing before it changes what it may be offered: results change only the room in limits. */
function firstClaim(works: readonly (Apply | Claim)[]): Claim | undefined {
  const first = works.find((work) => work.kind === "claim" || !work.changes.every(isResult));
  return first?.kind === "claim" && !isLimited(first.request) ? first : undefined;
}

const isResult = ({ event }: Change): boolean => event.type === "succeed";
