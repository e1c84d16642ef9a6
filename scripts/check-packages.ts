// Packs every published package as npm would get it, and checks the tarballs with publint and attw.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { workspaces } from "./workspace.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "pigeon-pack-"));
const bin = (name: string) => resolve("node_modules/.bin", name);
let failed = 0;

async function check(label: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { env: { ...process.env, NO_COLOR: "1" } });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    console.error(`${label} failed:\n${stdout}${stderr}`);
    failed += 1;
  }
}

try {
  for (const { folder: path, name } of workspaces().filter((workspace) => !workspace.private)) {
    const out = join(folder, name.replace("@pigeon/", ""));
    await run("pnpm", ["pack", "--pack-destination", out], { cwd: path });
    const [tarball = ""] = readdirSync(out);
    await check(`publint ${name}`, bin("publint"), ["run", join(out, tarball), "--strict"]);
    await check(`attw ${name}`, bin("attw"), [join(out, tarball), "--profile", "esm-only", "--no-emoji"]);
    console.log(`${name}: ${tarball} checked`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
