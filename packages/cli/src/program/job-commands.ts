import { Option, type Command } from "commander";
import { standsFor } from "./groups.ts";
import { does, type Perform } from "./perform.ts";
import { durationMs, json, pair, whole } from "./values.ts";

const STATES = ["queued", "leased", "succeeded", "dead", "cancelled"];

/** Filters and pages, the same for jobs and dead letters. */
export function listing(command: Command): Command {
  return command
    .option("--type <type>", "only of this type")
    .option("--label <name[=value]>", "only with this label")
    .option("--text <text>", "only with this text in id, correlation id, payload or error")
    .option(
      "--limit <n>",
      "at most so many on a page, 1..1000 (default: 100, with --all 1000)",
      whole(1, 1000),
    )
    .option("--cursor <cursor>", "go on after a page, with the cursor that it ended with")
    .option("--all", "all pages; with --json one job a line");
}

export function jobCommands(program: Command, perform: Perform): void {
  program.commandsGroup("Jobs:");

  const submit = program
    .command("submit [file]")
    .description("submit jobs: one by --type, or many from a file or stdin (JSON, or one JSON text a line)")
    .option("--type <type>", "type of the job; for jobs of a file that name none")
    .option("--payload <json>", "payload of one job", json)
    .option("--priority <n>", "-100..100, higher first", whole(-100, 100))
    .addOption(
      new Option("--delay <time>", "run no sooner than so long from now")
        .argParser(durationMs)
        .conflicts("runAt"),
    )
    .option("--run-at <time>", "run no sooner than this time, ISO 8601")
    .option("--max-attempts <n>", "1..100", whole(1, 100))
    .option("--timeout <time>", "for one attempt", durationMs)
    .option("--idempotency-key <key>", "of one job: one job for a key, however often sent")
    .option("--correlation-id <id>", "found again in errors and logs")
    .option("--label <name=value>", "may be repeated", pair)
    .option("--wait", "wait until the jobs are finished, and print their results")
    .option("--wait-timeout <time>", "with --wait: no longer than this", durationMs);
  does(submit, perform, async () => (await import("../commands/submit.ts")).submit);

  const jobs = listing(program.command("jobs").description("list jobs, newest first")).addOption(
    new Option("--state <state>", "only in this state").choices(STATES),
  );
  does(jobs, perform, async () => (await import("../commands/jobs.ts")).listJobs);

  const job = program
    .command("job <id>")
    .description("show one job with its attempts")
    .option("--follow", "tell what happens to it until it is finished");
  does(job, perform, async () => (await import("../commands/job.ts")).showJob);

  const cancel = program.command("cancel <id...>").description("cancel jobs");
  does(cancel, perform, async () => (await import("../commands/cancel.ts")).cancelJobs);

  const dead = program.command("dead-letters").description("jobs that failed for good");
  const list = listing(standsFor(dead, "list").description("list them, newest first")).option(
    "--fingerprint <fingerprint>",
    "only those that ended with this error; empty: with one that has none",
  );
  does(list, perform, async () => (await import("../commands/dead-letters.ts")).listDeadLetters);
  const groups = dead
    .command("groups")
    .description("count them by their errors")
    .option("--type <type>", "only of this type");
  does(groups, perform, async () => (await import("../commands/dead-letters.ts")).listGroups);
  const show = dead.command("show <id>").description("show one with its attempts");
  does(show, perform, async () => (await import("../commands/job.ts")).showJob);
  const redrive = dead
    .command("redrive [id...]")
    .description("send them back to the queue: some by id, or all that match")
    .option("--all", "all; with --type and --fingerprint all that match")
    .option("--type <type>", "with --all: only of this type")
    .option(
      "--fingerprint <fingerprint>",
      "with --all: only those that ended with this error; empty: with one that has none",
    )
    .option("--payload <json>", "with one id: run it with this payload", json)
    .option("-y, --yes", "do not ask");
  does(redrive, perform, async () => (await import("../commands/redrive.ts")).redrive);
  const remove = dead
    .command("delete <id...>")
    .description("delete them for ever")
    .option("-y, --yes", "do not ask");
  does(remove, perform, async () => (await import("../commands/redrive.ts")).deleteDeadLetters);
}
