import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { missing } from "../src/needs.ts";
import { PEERS } from "../src/peers.ts";

test("a program that is not there is named with the command that installs it", () => {
  const folder = mkdtempSync(join(tmpdir(), "needs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "redis-server");
  writeFileSync(program, "");
  chmodSync(program, 0o755);
  expect(missing(PEERS, folder)).toEqual([
    "beanstalkd needs beanstalkd, which is not installed: apt-get install -y beanstalkd",
  ]);
  expect(missing(PEERS, `/nowhere:${folder}`)).toHaveLength(1);
  expect(missing(PEERS, "/nowhere")).toHaveLength(2);
});

test("every peer is measured for throughput and for recovery, and no row has the name of another", () => {
  const names = PEERS.flatMap(({ throughput }) => throughput.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const peer of PEERS) expect(peer.recovery.length).toBeGreaterThan(0);
});
