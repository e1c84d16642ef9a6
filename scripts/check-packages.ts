// A release from beginning to end, except that nobody sees it: in a copy of the tree changesets make versions and
// changelogs, everything is built and published into a registry in this process; then each package is checked with
// publint and attw, installed from there into an empty project, imported and compiled under the oldest Node.js that
// it says it runs on, and the installed `pigeon` does a job. The tree itself is not touched.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, install, installNode, lint, tryCommand, use } from "./release/installed.ts";
import { startRegistry, type Registry } from "./release/registry.ts";
import { copyTree, makeVersions, oldestNode, publish, publishedProblems } from "./release/release.ts";
import { run } from "./release/run.ts";
import { workspaces } from "./workspace.ts";

/** Runs what fails with the name of what it failed at. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    const result = await work();
    console.log(`${name}: ok in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function none(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function check(folder: string, registry: Registry): Promise<void> {
  const tree = join(folder, "tree");
  const packages = workspaces().filter((workspace) => !workspace.private);
  await step("copy", () => copyTree(process.cwd(), tree));
  await step("versions and changelogs", async () => none(await makeVersions(tree, packages)));
  const version = oldestNode(tree, packages);
  const [node] = await Promise.all([
    step(`Node.js ${version}`, () => installNode(version, join(folder, "node"))),
    step("build", () => run("pnpm", ["build"], { cwd: tree })),
  ]);
  await step("publish", () => publish(tree, registry));
  none(publishedProblems(tree, packages, registry));

  // Those that need most of the others, and so take longest, come first.
  const everything = [...registry.published.values()].toReversed();
  const needed = new Set(everything.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {})));
  const problems: string[] = [];
  const waiting = everything.values();
  const lane = async (): Promise<void> => {
    for (const one of waiting) {
      const { name, version } = one.manifest;
      const app = join(folder, name.replace("@pigeon/", "app-"));
      await step(`${name} ${version}`, async () => {
        await lint(one, folder);
        await install(one.manifest, registry, node, app);
        await use(name, node, app);
        if (!needed.has(name)) await compile(app);
        if (name === "@pigeon/cli") await tryCommand(version, node, app);
      }).catch((error: unknown) => void problems.push((error as Error).message));
    }
  };
  await Promise.all([lane(), lane()]);
  none(problems);
}

const folder = mkdtempSync(join(tmpdir(), "pigeon-release-"));
const registry = await startRegistry();
try {
  await check(folder, registry);
  console.log("released, installed, and a job is done");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  registry.close();
  rmSync(folder, { recursive: true, maxRetries: 3 });
}
