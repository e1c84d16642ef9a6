import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Manifest, Published, Registry } from "./registry.ts";
import { environment, LONGEST_MS, run } from "./run.ts";

const tool = (name: string): string => resolve("node_modules/.bin", name);

/** The tarball as tools see it that know what users run into. */
export async function lint({ manifest, tarball }: Published, folder: string): Promise<void> {
  const file = join(folder, `${manifest.name.replace("/", "-")}.tgz`);
  writeFileSync(file, tarball);
  await run(tool("publint"), ["run", file, "--strict"], { cwd: folder });
  await run(tool("attw"), [file, "--profile", "esm-only", "--no-emoji"], { cwd: folder });
}

/** Node.js of exactly one version, from the package registry. */
export async function installNode(version: string, folder: string): Promise<string> {
  const os = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${os}-${process.arch}`;
  mkdirSync(folder);
  await run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `${name}@${version}`], {
    cwd: folder,
  });
  return join(folder, "node_modules", name, "bin");
}

/** An empty project with one package, by its name and version, under a Node.js that has to do for all of it. */
export async function install(
  { name, version }: Manifest,
  { url }: Registry,
  nodeFolder: string,
  app: string,
): Promise<void> {
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{"type":"module","private":true}');
  writeFileSync(join(app, ".npmrc"), `@pigeon:registry=${url}\nengine-strict=true\n`);
  const options = ["--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...options, `${name}@${version}`], { cwd: app, nodeFolder });
}

/** Imports all that a package exports, and asks its commands for help. */
export async function use(name: string, nodeFolder: string, app: string): Promise<void> {
  const { bin = {} } = manifestOf(app, name);
  writeFileSync(join(app, "use.js"), importing(entriesOf(app, name)));
  await run("node", ["use.js"], { cwd: app, nodeFolder });
  for (const command of Object.keys(bin))
    await run(join(app, "node_modules/.bin", command), ["--help"], { cwd: app, nodeFolder });
}

/** Compiles imports of all our packages that came along, their declarations included: no `skipLibCheck`. */
export async function compile(app: string): Promise<void> {
  const names = readdirSync(join(app, "node_modules/@pigeon")).map((name) => `@pigeon/${name}`);
  writeFileSync(join(app, "use.ts"), importing(names.flatMap((name) => entriesOf(app, name))));
  const types = ["--types", "node", "--typeRoots", resolve("node_modules/@types")];
  await run(tool("tsc"), ["--noEmit", "--strict", "--module", "nodenext", ...types, "use.ts"], { cwd: app });
}

function manifestOf(app: string, name: string): Manifest {
  return JSON.parse(readFileSync(join(app, "node_modules", name, "package.json"), "utf8")) as Manifest;
}

/** What a package can be imported as. */
function entriesOf(app: string, name: string): string[] {
  const entries = Object.keys(manifestOf(app, name).exports ?? {});
  return entries.filter((entry) => !entry.endsWith(".json")).map((entry) => `${name}${entry.slice(1)}`);
}

function importing(entries: readonly string[]): string {
  return entries.map((entry, at) => `import * as entry${at} from "${entry}";\nvoid entry${at};\n`).join("");
}

/** What a user does with the installed command: look around, start a hub and a worker, run a job, stop. */
export async function tryCommand(version: string, nodeFolder: string, app: string): Promise<void> {
  const env = { PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "sqlite:./jobs.db", PIGEON_HUB_URL: "" };
  const command = join(app, "node_modules/.bin/pigeon");
  const pigeon = (...args: string[]): Promise<string> => run(command, args, { cwd: app, nodeFolder, env });
  expectIn("pigeon --version", await pigeon("--version"), `${version}\n`);
  writeFileSync(join(app, "handlers.js"), "export default { double: ({ payload }) => payload * 2 };");

  const started: ChildProcess[] = [];
  const start = async (args: readonly string[], ready: RegExp): Promise<string> => {
    const child = spawn(command, args, { cwd: app, env: environment({ cwd: app, nodeFolder, env }) });
    started.push(child);
    let said = "";
    return new Promise((found, failed) => {
      const hear = (chunk: unknown): void => {
        said += String(chunk);
        const match = ready.exec(said);
        if (match !== null) found(match[1] ?? "");
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", () => failed(new Error(`pigeon ${args.join(" ")} ended: ${said}`)));
      const hangs = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
      child.once("exit", () => clearTimeout(hangs));
    });
  };
  try {
    const url = await start(["hub"], /listening on (\S+),/);
    env.PIGEON_HUB_URL = url;
    expectIn("the dashboard", await (await fetch(`${url}/`)).text(), 'id="root"');
    await start(["worker", "--handlers", "handlers.js"], /(ready) at/);
    const done = await pigeon("submit", "--type", "double", "--payload", "21", "--wait", "--json");
    expectIn("pigeon submit --wait", done, '"result":42');
    expectIn("pigeon doctor --json", await pigeon("doctor", "--json"), '"ok":true');
    for (const child of started.toReversed()) {
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const code = await ended;
      if (code !== 0)
        throw new Error(`${child.spawnargs.join(" ")}: expected to stop with 0, received ${code}`);
    }
  } finally {
    for (const child of started) child.kill("SIGKILL");
  }
}

function expectIn(what: string, received: string, expected: string): void {
  if (!received.includes(expected))
    throw new Error(`${what}: expected ${expected.trim()}, received ${received.slice(0, 2000)}`);
}
