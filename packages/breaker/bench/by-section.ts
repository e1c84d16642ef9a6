// pnpm bench:sections [--quick] [--only SECTION]…: the breaker beside its peers, in one process, in interleaved rounds.
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { calls } from "./sections/calls.ts";
import { idle } from "./sections/idle.ts";
import { refusals } from "./sections/refusals.ts";
import { windows } from "./sections/windows.ts";
import { FULL, QUICK, table, type Scale, type Section } from "./report.ts";

const SECTIONS: Record<string, (scale: Scale) => Promise<Section>> = { calls, refusals, windows, idle };

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: Object.keys(SECTIONS) },
  },
});
const unknown = values.only.filter((name) => SECTIONS[name] === undefined);
if (unknown.length > 0) {
  console.error(`--only: no ${unknown.join(", ")}; there are ${Object.keys(SECTIONS).join(", ")}`);
  process.exit(2);
}
console.log(machine());
for (const name of values.only) {
  const section = await SECTIONS[name]?.(values.quick ? QUICK : FULL);
  if (section !== undefined) console.log(table(section));
}
process.exit(0);
