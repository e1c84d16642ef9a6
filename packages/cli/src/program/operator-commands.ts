import { Option, type Command } from "commander";
import { standsFor } from "./groups.ts";
import { does, type Perform } from "./perform.ts";
import { fleetCommands } from "./fleet-commands.ts";
import { durationMs, pair, whole } from "./values.ts";

const CATEGORIES = ["infrastructure", "worker", "job", "network"];

export function operatorCommands(program: Command, perform: Perform): void {
  program.commandsGroup("Operation:");

  const status = program
    .command("status")
    .description("jobs, workers and throughput of the hub at a glance")
    .option("--watch", "again and again, until Ctrl-C")
    .option("--interval <time>", "with --watch: how often, 100ms or longer (default: 2s)", durationMs);
  does(status, perform, async () => (await import("../commands/status.ts")).status);

  const workers = program.command("workers").description("who runs the jobs");
  const workerList = standsFor(workers, "list").description("list them");
  does(workerList, perform, async () => (await import("../commands/workers.ts")).listWorkers);
  const show = workers.command("show <id>").description("show one with its health");
  does(show, perform, async () => (await import("../commands/workers.ts")).showWorker);
  const remove = workers
    .command("remove <id...>")
    .description("forget workers that are gone; what they hold runs elsewhere at once")
    .option("-y, --yes", "do not ask");
  does(remove, perform, async () => (await import("../commands/worker-actions.ts")).removeWorkers);
  const drain = program
    .command("drain <id...>")
    .description("have workers finish what they hold, and give them nothing new");
  does(drain, perform, async () => (await import("../commands/worker-actions.ts")).drain);
  const undrain = program.command("undrain <id...>").description("give them jobs again");
  does(undrain, perform, async () => (await import("../commands/worker-actions.ts")).undrain);

  const breakers = program.command("breakers").description("circuit breakers, one for each worker");
  const breakerList = standsFor(breakers, "list").description("list them");
  does(breakerList, perform, async () => (await import("../commands/breakers.ts")).listBreakers);
  const reset = breakers.command("reset <name>").description("close one");
  does(reset, perform, async () => (await import("../commands/breakers.ts")).resetBreaker);
  const isolate = breakers.command("isolate <name>").description("hold one open until it is reset");
  does(isolate, perform, async () => (await import("../commands/breakers.ts")).isolateBreaker);

  const audit = program
    .command("audit")
    .description("what operators did, or were refused, newest first")
    .option("--limit <n>", "at most so many, 1..1000 (default: 100)", whole(1, 1000));
  does(audit, perform, async () => (await import("../commands/audit.ts")).listAudit);

  errorCommands(program, perform);
  alertCommands(program, perform);
  fleetCommands(program, perform);
}

function errorCommands(program: Command, perform: Perform): void {
  const errors = program.command("errors").description("what failed");
  const list = standsFor(errors, "list")
    .description("the latest, newest first")
    .addOption(new Option("--category <category>", "only of this category").choices(CATEGORIES))
    .option("--limit <n>", "at most so many, 1..1000 (default: 100)", whole(1, 1000));
  does(list, perform, async () => (await import("../commands/errors.ts")).listErrors);
  const summary = errors
    .command("summary")
    .description("counts and top errors of the last minutes")
    .option("--minutes <n>", "1..525600 (default: 60)", whole(1, 525_600));
  does(summary, perform, async () => (await import("../commands/errors.ts")).errorSummary);
  const trends = errors
    .command("trends")
    .description("errors by the hour, and where they are going")
    .option("--hours <n>", "1..8760 (default: 24)", whole(1, 8760));
  does(trends, perform, async () => (await import("../commands/errors.ts")).errorTrends);
  const correlated = errors.command("correlated <id>").description("all errors of one request or job");
  does(correlated, perform, async () => (await import("../commands/errors.ts")).correlatedErrors);
}

function alertCommands(program: Command, perform: Perform): void {
  const alerts = program.command("alerts").description("what needs a person");
  const list = standsFor(alerts, "list").description("what fires now, and who is told");
  does(list, perform, async () => (await import("../commands/alerts.ts")).listAlerts);
  const ack = alerts
    .command("ack <key>")
    .description("somebody looks after an alert, or after a group of them")
    .option("--by <name>", "who (default: the name of the token)");
  does(ack, perform, async () => (await import("../commands/alerts.ts")).acknowledge);
  const silence = alerts
    .command("silence")
    .description("tell nobody of alerts that match, for a while")
    .requiredOption("--match <label=value>", "may be repeated, * for anything: alerts that match all", pair)
    .requiredOption("--for <time>", "how long, such as 2h", durationMs)
    .requiredOption("--comment <text>", "why")
    .option("--author <name>", "who (default: the name of the token)");
  does(silence, perform, async () => (await import("../commands/silences.ts")).silence);
  const silences = alerts.command("silences").description("list silences that are not over");
  does(silences, perform, async () => (await import("../commands/silences.ts")).listSilences);
  const unsilence = alerts.command("unsilence <id>").description("end a silence");
  does(unsilence, perform, async () => (await import("../commands/silences.ts")).unsilence);
}
