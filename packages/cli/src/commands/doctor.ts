import { ConfigError, loadConfig, type PigeonConfig } from "@pigeon/config";
import { credentialsOf } from "../connect.ts";
import type { Action, Context } from "../context.ts";
import { found, type Finding } from "../doctor/finding.ts";
import { nodeFinding, tokensFinding } from "../doctor/here.ts";
import { hubFindings, portFinding, tokenFinding } from "../doctor/hub.ts";
import { storeFindings } from "../doctor/store.ts";
import { EXIT } from "../exit-codes.ts";
import { paintState } from "../print/style.ts";
import { clean, plural } from "../print/text.ts";
import { layersOf } from "./config.ts";

export const doctor: Action<object> = async (context) => {
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => {
    findings.push(finding);
    if (!context.json) print(context, finding);
  };
  tell(nodeFinding(process.versions.node));
  for (const finding of await ofThisMachine(context)) tell(finding);
  for (const finding of await ofTheHub(context)) tell(finding);

  const failed = findings.filter(({ status }) => status === "failed").length;
  if (context.json) context.emit({ ok: failed === 0, findings });
  else context.note(failed === 0 ? "nothing is wrong" : `${plural(failed, "thing")} to mend`);
  return failed === 0 ? EXIT.ok : EXIT.failed;
};

/** What a hub that is started here would find. */
async function ofThisMachine(context: Context): Promise<Finding[]> {
  const warnings: string[] = [];
  let config: PigeonConfig;
  try {
    config = loadConfig(layersOf(context, (message) => warnings.push(message)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [found("configuration", "failed", error.message, "`pigeon config docs` lists all variables.")];
  }
  const { io } = context;
  const { hub } = config;
  return [
    ...warnings.map((warning) => found("configuration", "warning", warning)),
    found("configuration", "ok", "sound"),
    ...(await storeFindings(hub.storeUrl, io.cwd)),
    await portFinding(io, hub.host, hub.port, hub.tlsCertFile !== ""),
    tokensFinding(hub),
  ];
}

/** What a client sees of the hub that it is pointed at. */
async function ofTheHub(context: Context): Promise<Finding[]> {
  const { io, globals, hub } = context;
  const { tls, source } = await credentialsOf(io, globals);
  const client = await context.client();
  const findings: Finding[] = [];
  for (const address of hub.split(",")) findings.push(...(await hubFindings(io, address.trim(), tls)));
  const answers = findings.some(({ check, status }) => check === "hub" && status === "ok");
  findings.push(
    answers ? await tokenFinding(io, client, source) : found("token", "skipped", "no hub to show it to"),
  );
  return findings;
}

function print({ print, paint }: Context, { check, status, message, hint }: Finding): void {
  const label = paintState(paint, status).padEnd(paintState(paint, status).length + 7 - status.length);
  const [first = "", ...more] = message.split("\n");
  print(`${label}  ${check.padEnd(13)}  ${clean(first)}\n`);
  for (const line of [...more, ...(hint === undefined ? [] : [hint])])
    print(`${" ".repeat(24)}${clean(line)}\n`);
}
