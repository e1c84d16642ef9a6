import { parseArgs } from "node:util";
import { describeFound, describeTotals, search, type Totals } from "./search.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "1000" },
    replicas: { type: "boolean", default: false },
  },
});
const [from, seeds] =
  values.seed === undefined ? [Number(values.from), Number(values.seeds)] : [Number(values.seed), 1];
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds)) {
  process.stderr.write("usage: pnpm sim [--replicas] [--seed N | --from N --seeds COUNT]\n");
  process.exit(2);
}

const startedAt = performance.now();
let shownAt = startedAt;
const enough = (totals: Totals): boolean => {
  const now = performance.now();
  if (now - shownAt > 5_000) {
    shownAt = now;
    const rate = (totals.seeds / ((now - startedAt) / 1000)).toFixed(0);
    process.stderr.write(`seed ${from + totals.seeds}, ${rate} seeds/s, ${describeTotals(totals)}\n`);
  }
  return false;
};
const { totals, found } = await search({ from, seeds, enough, replicas: values.replicas });
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(`${describeTotals(totals)}, in ${seconds} s\n`);
if (found !== undefined) {
  process.stdout.write(`${describeFound(found)}\n`);
  process.exitCode = 1;
}
