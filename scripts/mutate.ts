// Mutation tests of one package: changes its pure files (the "mutate" list of its stryker.config.json)
// in many small ways and tells which changes no test noticed. Works in a temporary copy of the checkout
// with its uncommitted changes, since the files are mutated where they lie.
// --package NAME [--files GLOB …, from the package's folder] [--concurrency N]
// --skip-static leaves out what is worked out as a file loads (constants, tables): for each of those
// changes every test has to run again, which takes most of the time.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { isatty } from "node:tty";
import { parseArgs } from "node:util";
import { workspaces } from "./workspace.ts";

const CONFIG = "stryker.config.json";

/** What holds for all packages. A package's own stryker.config.json comes on top. */
const SHARED = {
  testRunner: "vitest",
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
  vitest: { configFile: "../../vitest.mutate.config.ts" },
  // The sandbox of Stryker rewrites tsconfig files with a TypeScript API that TypeScript 7 does not have.
  inPlace: true,
  reporters: ["clear-text", isatty(1) ? "progress" : "progress-append-only"],
  clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
  allowConsoleColors: isatty(1) && process.env["NO_COLOR"] === undefined,
  logLevel: "warn",
  warnings: { slow: false },
  thresholds: { high: 95, low: 90, break: 90 },
};

/** A change after which a test hangs costs the whole time limit of a test: here it is short. */
const TEST_CONFIG = `import shared from "./vitest.config.ts";
export default { ...shared, test: { ...shared.test, testTimeout: 6_000, hookTimeout: 6_000 } };
`;

/** The files that git knows or would add, and the installed dependencies by link. */
function copyCheckout(to: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  for (const file of listed.toString().split("\0")) {
    if (file !== "" && existsSync(file)) cpSync(file, join(to, file));
  }
  for (const folder of [".", ...workspaces().map(({ folder }) => folder)]) {
    const installed = resolve(folder, "node_modules");
    if (existsSync(installed)) symlinkSync(installed, join(to, folder, "node_modules"));
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: "inherit" });
  // Stay until Stryker is gone, then remove the copy.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((ended, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => ended(code ?? 1));
  });
}

async function mutate(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      package: { type: "string" },
      files: { type: "string", multiple: true },
      concurrency: { type: "string" },
      "skip-static": { type: "boolean", default: false },
    },
  });
  const known = workspaces().filter(({ folder }) => existsSync(join(folder, CONFIG)));
  const found = known.find(({ folder }) => basename(folder) === flags.package);
  if (found === undefined) {
    const names = known.map(({ folder }) => basename(folder)).join(", ");
    throw new Error(`--package must be one of ${names} (those with a ${CONFIG})`);
  }
  const own = JSON.parse(readFileSync(join(found.folder, CONFIG), "utf8")) as object;
  const files = flags.files === undefined ? {} : { mutate: flags.files };
  const config = { ...SHARED, ...own, ...files, ignoreStatic: flags["skip-static"] };
  const copy = mkdtempSync(join(tmpdir(), "pigeon-mutate-"));
  try {
    copyCheckout(copy);
    writeFileSync(join(copy, "vitest.mutate.config.ts"), TEST_CONFIG);
    writeFileSync(join(copy, found.folder, CONFIG), JSON.stringify(config));
    const concurrency = flags.concurrency === undefined ? [] : ["--concurrency", flags.concurrency];
    const stryker = resolve("node_modules/.bin/stryker");
    return await run(stryker, ["run", CONFIG, ...concurrency], join(copy, found.folder));
  } finally {
    rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  process.exitCode = await mutate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
