import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of this test's own; it goes with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "pigeon-store-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
