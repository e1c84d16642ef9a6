import { writeFileSync } from "node:fs";
import { readArguments, USAGE, type Arguments } from "./arguments.ts";
import { machine } from "./machine.ts";
import { missing } from "./needs.ts";
import { PEERS } from "./peers.ts";
import { markdown } from "./report.ts";
import { runAll } from "./run.ts";
import { FULL, QUICK } from "./scale.ts";

process.exit(await main());

async function main(): Promise<number> {
  let args: Arguments;
  try {
    args = readArguments(
      process.argv.slice(2),
      PEERS.map(({ name }) => name),
    );
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const peers = PEERS.filter(({ name }) => args.only.includes(name));
  const lacking = missing(peers, process.env["PATH"] ?? "");
  if (lacking.length > 0) {
    console.error(`${lacking.join("\n")}\nOr leave peers out: --only ${args.only[0] ?? "hub"},…`);
    return 2;
  }
  const scale = args.quick ? QUICK : FULL;
  const on = await machine();
  const versions = Object.assign({}, ...(await Promise.all(peers.map((peer) => peer.versions()))));
  const outcome = await runAll(peers, args.parts, scale, (line) => console.error(line));
  const text = markdown({ quick: args.quick, rounds: scale.rounds, machine: on, versions, ...outcome });
  console.log(text);
  if (args.out !== undefined) writeFileSync(args.out, text);
  return outcome.failures.length === 0 ? 0 : 1;
}
