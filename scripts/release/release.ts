import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Workspace } from "../workspace.ts";
import type { Registry } from "./registry.ts";
import { run } from "./run.ts";

/** A copy of all files that are in git or would be, with a git of its own: nothing done there comes back. */
export async function copyTree(from: string, to: string): Promise<void> {
  await run("git", ["clone", "--quiet", "--shared", "--no-checkout", from, to], { cwd: from });
  const list = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: from,
  });
  for (const file of list.split("\0")) {
    if (file === "" || !existsSync(join(from, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(from, file), join(to, file));
  }
  await run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"], { cwd: to });
}

interface Manifest {
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** The oldest Node.js that the packages say they run on: one for all. */
export function oldestNode(tree: string, packages: readonly Workspace[]): string {
  const said = new Set(packages.map(({ folder }) => manifestIn(join(tree, folder)).engines?.node));
  const [version] = [...said].map((range) => /^>=(\d+\.\d+\.\d+)$/.exec(range ?? "")?.[1]);
  if (said.size !== 1 || version === undefined)
    throw new Error(
      `engines.node: expected the same >=x.y.z in all packages, received ${[...said].join(", ")}`,
    );
  return version;
}

/** The packages that changesets speak of, by name. */
function changed(tree: string): Set<string> {
  const names = globSync(join(tree, ".changeset/*.md")).flatMap((file) => {
    const [, head = ""] = readFileSync(file, "utf8").split(/^---$/m);
    return [...head.matchAll(/^["']?([@\w/-]+)["']?:/gm)].map(([, name = ""]) => name);
  });
  return new Set(names);
}

/**
 * Has changesets make new versions and changelogs.
 *
 * @returns what is wrong with them.
 */
export async function makeVersions(tree: string, packages: readonly Workspace[]): Promise<string[]> {
  const names = changed(tree);
  if (names.size === 0) return [];
  const before = packages.map(({ folder }) => manifestIn(join(tree, folder)).version);
  await run("pnpm", ["exec", "changeset", "version"], { cwd: tree });
  return packages.flatMap(({ folder, name }, at) => {
    if (!names.has(name)) return [];
    const { version } = manifestIn(join(tree, folder));
    if (version === before[at]) return [`${name}: has a changeset, and its version is still ${version}`];
    const changelog = join(tree, folder, "CHANGELOG.md");
    const told = existsSync(changelog) && readFileSync(changelog, "utf8").includes(`\n## ${version}\n`);
    return told ? [] : [`${name}: its CHANGELOG.md says nothing of ${version}`];
  });
}

/** Publishes into a registry as a release does: whatever is public, in the order of dependencies. */
export async function publish(tree: string, { url }: Registry): Promise<void> {
  const { host } = new URL(url);
  writeFileSync(join(tree, ".npmrc"), `@pigeon:registry=${url}\n//${host}/:_authToken=none\n`);
  await run("pnpm", ["exec", "changeset", "publish"], { cwd: tree });
}

/**
 * What is wrong with what was published: a package that is missing, one too many, one without the version of its
 * folder, or a dependency that a user would not get.
 */
export function publishedProblems(
  tree: string,
  packages: readonly Workspace[],
  { published }: Registry,
): string[] {
  const known = new Set(packages.map(({ name }) => name));
  const tooMany = [...published.keys()].filter((name) => !known.has(name));
  const problems = tooMany.map((name) => `${name}: is private, and was published`);
  for (const { folder, name } of packages) {
    const manifest = published.get(name)?.manifest;
    const { version } = manifestIn(join(tree, folder));
    if (manifest?.version !== version) {
      problems.push(`${name}: expected version ${version}, published ${manifest?.version ?? "nothing"}`);
    }
    for (const [dependency, range] of Object.entries(manifest?.dependencies ?? {})) {
      const now = published.get(dependency)?.manifest.version;
      if (now === undefined ? /:/.test(range) : range !== `^${now}`)
        problems.push(`${name}: depends on ${dependency} ${range}, expected ${now ? `^${now}` : "a range"}`);
    }
  }
  return problems;
}
