import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { page, summary } from "./report.ts";
import { run } from "./run.ts";

const USAGE = `usage: pnpm nemesis [--minutes 5] [--seed N] [--hubs 3] [--workers 5] [--apart] [--report FILE] [--logs] [--quiet]

Hubs and workers in processes of their own, a PostgreSQL of their own, proxies between all of them, and clients
that submit. A plan that the seed decides kills, freezes, cuts off and slows down any of them; then all is healed
and every promise is checked. --apart does one thing at a time, --logs keeps what all processes wrote. Exits with 1 if a promise was broken.
`;

interface Flags {
  readonly minutes: number;
  readonly seed: number;
  readonly hubs: number;
  readonly workers: number;
  readonly apart: boolean;
  readonly logs: boolean;
  readonly quiet: boolean;
  readonly report: string | undefined;
}

function read(): Flags | undefined {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    const { values } = parseArgs({
      // `pnpm nemesis -- --option` hands the dashes on.
      args: process.argv.slice(process.argv[2] === "--" ? 3 : 2),
      options: {
        minutes: text,
        seed: text,
        hubs: text,
        workers: text,
        report: text,
        apart: flag,
        logs: flag,
        quiet: flag,
      },
    });
    const {
      minutes = "5",
      seed = String(Math.floor(Math.random() * 1e9)),
      hubs = "3",
      workers = "5",
    } = values;
    const read = {
      minutes: Number(minutes),
      seed: Number(seed),
      hubs: Number(hubs),
      workers: Number(workers),
    };
    const whole = [read.seed, read.hubs, read.workers].every((number) => Number.isSafeInteger(number));
    if (!whole || read.hubs < 1 || read.workers < 1 || !(read.minutes > 0)) return undefined;
    return { ...read, apart: values.apart, logs: values.logs, quiet: values.quiet, report: values.report };
  } catch {
    return undefined;
  }
}

const flags = read();
if (flags === undefined) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const { minutes, seed, hubs, workers, apart, logs, quiet, report } = flags;
const command = `pnpm nemesis --minutes ${minutes} --seed ${seed} --hubs ${hubs} --workers ${workers}${apart ? " --apart" : ""}`;
process.stdout.write(`${command}\n`);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
const outcome = await run({
  seed,
  hubs,
  workers,
  apart,
  keep: logs,
  forMs: minutes * 60_000,
  signal: stopping.signal,
  ...(quiet ? {} : { say: (line: string) => process.stdout.write(`${line}\n`) }),
});
process.stdout.write(`${summary({ outcome, command })}\n`);
if (report !== undefined) {
  // From where the command was given: pnpm runs it in the package's folder.
  const file = resolve(process.env["INIT_CWD"] ?? ".", report);
  writeFileSync(file, page({ outcome, command }));
  process.stdout.write(`report: ${file}\n`);
}
process.exit(outcome.violations.length === 0 ? 0 : 1);
