// Writes what each published package promises to its users into <package>/etc, one report for each entry
// of its "exports", from the declarations that were built. With --check it writes nothing and fails
// where a committed report differs. --package NAME (again and again) narrows it to some packages.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { workspaces } from "./workspace.ts";

interface Entry {
  readonly folder: string;
  readonly declarations: string;
  readonly report: string;
}

const { values: flags } = parseArgs({
  options: { check: { type: "boolean", default: false }, package: { type: "string", multiple: true } },
});
const temporary = mkdtempSync(join(tmpdir(), "pigeon-api-"));

/** The entries of a package with types: "." becomes breaker.api.md, "./testing" breaker-testing.api.md. */
function entriesOf(folder: string): Entry[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, string | { types?: string }>;
  };
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === "string" || target.types === undefined) return [];
    const report = `${basename(folder)}${path.slice(1).replaceAll("/", "-")}.api.md`;
    return [{ folder, declarations: resolve(folder, target.types), report }];
  });
}

/** API Extractor brings its own TypeScript, for which the package's tsconfig.json is too new. */
function configOf({ folder, declarations, report }: Entry): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(folder, "package.json"),
    configObject: {
      projectFolder: resolve(folder),
      mainEntryPointFilePath: declarations,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: "nodenext",
            target: "es2024",
            lib: ["es2024"],
            types: ["node"],
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
            noEmit: true,
          },
          files: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: resolve(folder, "etc"),
        reportTempFolder: temporary,
        // What an exported type is made of is part of the promise, also where it has no name outside.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

/** Whether the report of an entry is as committed, or was written without an error. */
function report(entry: Entry, config: ExtractorConfig, compilerState: CompilerState): boolean {
  const committed = join(entry.folder, "etc", entry.report);
  if (!flags.check) mkdirSync(join(entry.folder, "etc"), { recursive: true });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    compilerState,
    localBuild: !flags.check,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (errorCount > 0) return false;
  if (!apiReportChanged) return true;
  if (!flags.check) {
    console.log(`${committed}: written`);
    return true;
  }
  if (!existsSync(committed)) console.error(`${committed} is missing`);
  else {
    const changes = difference(committed, join(temporary, entry.report));
    console.error(`${committed} is not what the package offers now:\n${changes}`);
  }
  return false;
}

function difference(before: string, after: string): string {
  try {
    return execFileSync("git", ["diff", "--no-index", "--unified=2", before, after], { encoding: "utf8" });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  }
}

/** Reports of entries that are no more. */
function leftOver(entries: readonly Entry[], folders: readonly string[]): string[] {
  const known = new Set(entries.map((entry) => join(entry.folder, "etc", entry.report)));
  return folders
    .map((folder) => join(folder, "etc"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(".api.md") && !known.has(file));
}

try {
  const published = workspaces().filter((workspace) => !workspace.private);
  const wanted = flags.package ?? published.map(({ folder }) => basename(folder));
  const folders = published.map(({ folder }) => folder).filter((folder) => wanted.includes(basename(folder)));
  const unknown = wanted.filter((name) => !folders.some((folder) => basename(folder) === name));
  if (unknown.length > 0) throw new Error(`there is no published package ${unknown.join(", ")}`);

  const entries = folders.flatMap(entriesOf);
  const missing = entries.filter((entry) => !existsSync(entry.declarations));
  if (missing.length > 0) throw new Error(`build first (pnpm build): ${missing[0]?.declarations} is missing`);
  const configs = entries.map((entry) => [entry, configOf(entry)] as const);
  // One program for all, so that the types of Node.js and of dependencies are read once.
  const [first, ...others] = configs;
  if (first === undefined) throw new Error("no package has an entry with types");
  const compilerState = CompilerState.create(first[1], {
    additionalEntryPoints: others.map(([entry]) => entry.declarations),
  });

  let good = configs.map(([entry, config]) => report(entry, config, compilerState)).every(Boolean);
  for (const file of leftOver(entries, folders)) {
    if (flags.check) console.error(`${file}: the package has no such entry any more`);
    else rmSync(file);
    good &&= !flags.check;
  }
  if (good) console.log(`${entries.length} API reports are what the packages offer`);
  else if (flags.check) {
    console.error("Run `pnpm api`, look at what changed for users, and commit the reports with the change.");
  }
  process.exitCode = good ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true });
}
