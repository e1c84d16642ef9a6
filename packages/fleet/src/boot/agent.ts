// Runs on an instance: proves to the hub which instance this is, keeps the worker's token fresh, runs the worker,
// and drains it when EC2 announces that it takes the machine away. Node.js runs this file as it stands.
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

interface Joined {
  readonly workerId: string;
  readonly token: string;
  readonly expiresAt: string;
}

const setting = (name: string, fallback = ""): string => process.env[`PIGEON_${name}`] || fallback;
const imds = setting("IMDS", "http://169.254.169.254");
const hubs = setting("HUB_URL").split(",");
const tokenFile = setting("TOKEN_FILE", "/run/pigeon/token");
const noticeMs = Number(setting("NOTICE_MS", "5000"));
const retryMs = Number(setting("JOIN_RETRY_MS", "3000"));

const say = (text: string): void => void process.stderr.write(`pigeon-agent: ${text}\n`);
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const request = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });

/** Reads the instance's metadata by a session, as it must be; undefined where there is nothing. */
async function metadata(path: string): Promise<string | undefined> {
  const session = await request(`${imds}/latest/api/token`, {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
  });
  const headers = { "x-aws-ec2-metadata-token": await session.text() };
  const answer = await request(`${imds}/latest/${path}`, { headers });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`metadata ${path}: status ${answer.status}`);
  return answer.text();
}

/** Shows the signed identity document to the hubs in turn, and stores the token of the first that lets it in. */
async function join(): Promise<Joined> {
  const proof = await metadata("dynamic/instance-identity/rsa2048");
  let reason = "";
  for (const hub of hubs) {
    try {
      const answer = await request(`${hub}/v1/join`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ proof }),
      });
      const body = (await answer.json()) as Joined & { detail?: string };
      if (answer.ok) {
        store(body.token);
        return body;
      }
      reason += ` ${hub}: ${answer.status} ${body.detail ?? ""}`;
    } catch (error) {
      reason += ` ${hub}: ${String(error)}`;
    }
  }
  throw new Error(`no hub lets this instance in:${reason}`);
}

/** In one step, and for this user alone. */
function store(token: string): void {
  mkdirSync(dirname(tokenFile), { recursive: true });
  writeFileSync(`${tokenFile}.new`, token, { mode: 0o600 });
  renameSync(`${tokenFile}.new`, tokenFile);
}

/** As long as it takes: a hub may start later, and what the cloud tells of a new instance may lag behind. */
async function joined(): Promise<Joined> {
  for (;;) {
    try {
      return await join();
    } catch (error) {
      say(`${textOf(error)}; trying again`);
      await sleep(retryMs);
    }
  }
}

/** Half of the token's time, so that there is as much left for trying. */
const refreshMs = ({ expiresAt }: Joined): number => Math.max(1000, (Date.parse(expiresAt) - Date.now()) / 2);

const first = await joined();
const address = (await metadata("meta-data/local-ipv4")) ?? "127.0.0.1";
const port = setting("PORT", "4041");
const flags = {
  handlers: setting("HANDLERS"),
  hub: hubs.join(","),
  "token-file": tokenFile,
  id: first.workerId,
  host: address,
  port,
  endpoint: port === "0" ? "" : `http://${address}:${port}`,
  slots: setting("SLOTS"),
};
const labels = {
  cluster: setting("CLUSTER"),
  instance: await metadata("meta-data/instance-id"),
  type: await metadata("meta-data/instance-type"),
  zone: await metadata("meta-data/placement/availability-zone"),
};
const worker = spawn(
  process.execPath,
  [
    ...setting("WORKER").split(" "),
    ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...Object.entries(labels).flatMap(([name, value]) => (value ? ["--label", `${name}=${value}`] : [])),
  ],
  { stdio: "inherit" },
);
worker.on("exit", (code) => process.exit(code ?? 1));
const drain = (): void => void worker.kill("SIGTERM");
process.on("SIGTERM", drain);
process.on("SIGINT", drain);

let refreshAt = Date.now() + refreshMs(first);
let noticed = false;
for (;;) {
  await sleep(noticeMs);
  if (!noticed) {
    const notice = await metadata("meta-data/spot/instance-action").catch(() => undefined);
    if (notice !== undefined) {
      noticed = true;
      say(`EC2 takes this instance away, draining: ${notice}`);
      drain();
    }
  }
  if (Date.now() < refreshAt) continue;
  try {
    refreshAt = Date.now() + refreshMs(await join());
  } catch (error) {
    say(textOf(error));
  }
}
