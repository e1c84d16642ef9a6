// pnpm bench [--quick] [--only NAME]… [--json FILE]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FULL, QUICK, table, type Scale, type Section } from "./figures.ts";
import { machine } from "./machine.ts";
import { endToEnd } from "./sections/end-to-end.ts";
import { fleet } from "./sections/fleet.ts";
import { loopDelay } from "./sections/loop-delay.ts";
import { postgres } from "./sections/postgres.ts";
import { queueSize } from "./sections/queue-size.ts";
import { recovery } from "./sections/recovery.ts";
import { store } from "./sections/store.ts";
import { submit } from "./sections/submit.ts";
import { telemetry } from "./sections/telemetry.ts";

const SECTIONS: Record<string, (scale: Scale) => Promise<Section>> = {
  store,
  postgres,
  submit,
  "end-to-end": endToEnd,
  recovery,
  "loop-delay": loopDelay,
  "queue-size": queueSize,
  fleet,
  telemetry,
};

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: Object.keys(SECTIONS) },
    json: { type: "string" },
  },
});
const unknown = values.only.filter((name) => SECTIONS[name] === undefined);
if (unknown.length > 0) {
  console.error(`--only: no ${unknown.join(", ")}; there are ${Object.keys(SECTIONS).join(", ")}`);
  process.exit(2);
}

const on = await machine();
console.log(`Machine: ${JSON.stringify(on)}`);
const sections: Section[] = [];
for (const name of values.only) {
  const section = await SECTIONS[name]?.(values.quick ? QUICK : FULL);
  if (section === undefined) continue;
  sections.push(section);
  console.log(table(section));
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine: on, quick: values.quick, sections }, null, 2)}\n`);
}
process.exit(0);
