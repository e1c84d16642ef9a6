// Packs every published package as npm would get it, checks the tarballs with publint and attw, then
// installs them all in a fresh folder and has the installed hub, worker and client do a job.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { workspaces } from "./workspace.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "pigeon-pack-"));
const tool = (name: string) => resolve("node_modules/.bin", name);
const tarballs: string[] = [];

async function pack(path: string, name: string): Promise<string> {
  const out = join(folder, name.replace("@pigeon/", ""));
  await run("pnpm", ["pack", "--pack-destination", out], { cwd: path });
  const tarball = join(out, readdirSync(out)[0] ?? "");
  await run(tool("publint"), ["run", tarball, "--strict"]);
  await run(tool("attw"), [tarball, "--profile", "esm-only", "--no-emoji"]);
  return tarball;
}

const JOB = `import { createClient } from "@pigeon/client";
const client = createClient({ hub: process.argv[2] });
console.log(await client.run({ type: "double", payload: 21 }, { timeoutMs: 20000 }));
await client.close();
`;

/** What a user does with them: install, start a hub and a worker, run a job. */
async function tryInstalled(): Promise<void> {
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{"type":"module","private":true}');
  writeFileSync(join(app, "handlers.js"), "export default { double: ({ payload }) => payload * 2 };");
  writeFileSync(join(app, "job.js"), JOB);
  await run("npm", ["install", "--no-audit", "--no-fund", ...tarballs], { cwd: app });
  const env = { ...process.env, PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "sqlite:./jobs.db" };
  const started: ChildProcess[] = [];
  const start = (command: string, args: readonly string[], ready: RegExp): Promise<string> =>
    new Promise((found, failed) => {
      const child = spawn(join(app, "node_modules/.bin", command), args, { cwd: app, env });
      started.push(child);
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
          said += String(chunk);
          const match = ready.exec(said);
          if (match !== null) found(match[1] ?? "");
        });
      }
      child.once("exit", () => failed(new Error(`${command} ended: ${said}`)));
    });
  try {
    const url = await start("pigeon-hub", [], /listening on (\S+),/);
    const page = await (await fetch(`${url}/`)).text();
    if (!page.includes('id="root"')) throw new Error(`expected the dashboard at ${url}/, received ${page}`);
    await start("pigeon-worker", ["--hub", url, "--handlers", "handlers.js"], /(ready) at/);
    const { stdout } = await run(process.execPath, ["job.js", url], { cwd: app });
    if (stdout !== "42\n")
      throw new Error(`expected the job's result 42, received ${JSON.stringify(stdout)}`);
  } finally {
    for (const child of started) child.kill("SIGKILL");
  }
}

try {
  for (const { folder: path, name } of workspaces().filter((workspace) => !workspace.private)) {
    tarballs.push(await pack(path, name));
    console.log(`${name}: packed and checked`);
  }
  await tryInstalled();
  console.log("installed together, they run a job");
} catch (error) {
  const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
  console.error(`${message}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
