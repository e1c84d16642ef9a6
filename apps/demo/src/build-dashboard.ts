import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Turbo knows whether what was built is still good: then this takes a moment. */
const COMMAND = [
  "run",
  "build",
  "--filter=@pigeon/dashboard",
  "--output-logs=errors-only",
  "--no-update-notifier",
];
/** A build that takes longer than this is worth a word. */
const PATIENCE_MS = 1_500;

/** Builds the dashboard when it is missing or old. The hub works without it, so a failure is only told. */
export async function buildDashboard(tell: (line: string) => void): Promise<boolean> {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const turbo = spawn(`${root}node_modules/.bin/turbo`, COMMAND, {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const said: string[] = [];
  for (const stream of [turbo.stdout, turbo.stderr]) stream.on("data", (chunk) => said.push(String(chunk)));
  const timer = setTimeout(() => tell("Building the dashboard (this once)…"), PATIENCE_MS);
  const problem = await new Promise<string | undefined>((resolve) => {
    turbo.once("error", (error) => resolve(error.message));
    turbo.once("close", (code) => resolve(code === 0 ? undefined : said.join("").trim()));
  });
  clearTimeout(timer);
  if (problem !== undefined)
    tell(`The dashboard could not be built, all else works: ${problem.slice(-2_000)}`);
  return problem === undefined;
}
