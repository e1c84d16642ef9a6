import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const UNITS = new URL("../../../../deploy/systemd/", import.meta.url).pathname;

// Needs systemd-analyze, of Debian's package systemd.
test("systemd takes the units", () => {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-units-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [unit, as] of [
    ["pigeon-hub.service", "pigeon-hub.service"],
    ["pigeon-worker@.service", "pigeon-worker@1.service"],
  ] as const) {
    // The programs are not installed here.
    const text = readFileSync(join(UNITS, unit), "utf8").replace(/^ExecStart=\S+/m, "ExecStart=/bin/true");
    writeFileSync(join(folder, as), text);
    const said = execFileSync("systemd-analyze", ["verify", join(folder, as)], {
      encoding: "utf8",
      stdio: "pipe",
    });
    expect(said).toBe("");
  }
});
