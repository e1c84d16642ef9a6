import type { Command } from "commander";
import { standsFor } from "./groups.ts";
import { does, type Perform } from "./perform.ts";
import { durationMs, whole } from "./values.ts";

const FILE = "JSON of the fleet: cluster, offers and aws; on AWS itself";
const DRY_RUN = "print what would be done and what is not allowed, and do nothing";
const TIMEOUT = "how long to wait for it (default: 15m)";

export function fleetCommands(program: Command, perform: Perform): void {
  const fleet = program.command("fleet").description("the instances that workers run on");
  const status = standsFor(fleet, "status")
    .alias("show")
    .description("show them, and why so many: those of the hub, or those of a file")
    .option("--file <file>", FILE);
  does(status, perform, async () => (await import("../commands/fleet.ts")).showFleet);
  const up = fleet
    .command("up")
    .description("bring instances up on AWS until so many serve; adopts those that are there")
    .requiredOption("--count <n>", "how many, 0..10000", whole(0, 10_000))
    .requiredOption("--file <file>", FILE)
    .option("--timeout <time>", TIMEOUT, durationMs)
    .option("--dry-run", DRY_RUN);
  does(up, perform, async () => (await import("../commands/fleet-operations.ts")).fleetUp);
  const scale = fleet
    .command("scale <count>")
    .description("keep so many instances; auto follows the load again")
    .option("--file <file>", `${FILE}, without the hub that keeps it`)
    .option("--timeout <time>", `with --file: ${TIMEOUT}`, durationMs)
    .option("--dry-run", `with --file: ${DRY_RUN}`);
  does(scale, perform, async () => (await import("../commands/fleet.ts")).scaleFleet);
  const down = fleet
    .command("down")
    .description("drain and end all instances on AWS, and remove what was made for them")
    .requiredOption("--file <file>", FILE)
    .option("--force", "do not wait for jobs: they run again elsewhere")
    .option("--timeout <time>", TIMEOUT, durationMs)
    .option("--dry-run", DRY_RUN);
  does(down, perform, async () => (await import("../commands/fleet-operations.ts")).fleetDown);
}
