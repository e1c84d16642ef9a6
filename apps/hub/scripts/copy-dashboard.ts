// The published package brings the dashboard's built files: the hub looks for them beside its own code.
import { cpSync, rmSync } from "node:fs";

const built = new URL("dist/", import.meta.resolve("@pigeon/dashboard/package.json"));
const target = new URL("../dist/dashboard/", import.meta.url);
rmSync(target, { recursive: true, force: true });
cpSync(built, target, { recursive: true });
