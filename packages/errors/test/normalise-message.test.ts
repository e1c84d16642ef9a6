import { describe, expect, test } from "vitest";
import { normaliseMessage } from "../src/normalise-message.ts";

describe("normaliseMessage", () => {
  test.each([
    ["job 42 failed", "job <number> failed"],
    ["took 1,234.5 of 2", "took <number> of <number>"],
    ["timed out after 30000ms", "timed out after <duration>"],
    ["waited 2.5 seconds, then 3 min", "waited <duration>, then <duration>"],
    ["job 3f2504e0-4f89-41d3-9a0c-0305e82c3301 lost", "job <uuid> lost"],
    ["commit 9f86d081884c7d65 missing", "commit <hex> missing"],
    ["at 0x7ffee3", "at <hex>"],
    ["GET https://user@a.example/x?y=1 failed", "GET <url> failed"],
    ["postgres://db.example:5432/x refused", "<url> refused"],
    ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED <ip>"],
    ["from 10.0.0.1, 10.0.0.2", "from <ip>, <ip>"],
    ["connect EHOSTUNREACH fe80::1ff:fe23:4567:890a", "connect EHOSTUNREACH <ip>"],
    ["listen ::1", "listen <ip>"],
    ["connect [::1]:80", "connect <ip>"],
    ["getaddrinfo ENOTFOUND db.internal", "getaddrinfo ENOTFOUND <host>"],
    ["redis.internal:6379 is down, localhost:80 too", "<host> is down, <host> too"],
    ["ENOENT: open /var/lib/pigeon/pigeon.db", "ENOENT: open <path>"],
    ["open ./a/b.txt and ~/x", "open <path> and <path>"],
    [String.raw`open C:\Users\me\x.txt`, "open <path>"],
    ["cannot read \"a b\" of 'c' in `d`", "cannot read <quoted> of <quoted> in <quoted>"],
    ["mail to jo.doe+x@mail.example.com bounced", "mail to <email> bounced"],
    ["expired 2026-01-15T12:00:00.123Z", "expired <date>"],
    ["expired 2026-01-15 12:00:00+01:00 or 2026-01-16", "expired <date> or <date>"],
    ["at 12:30:05", "at <date>"],
    ["worker-17 lost", "worker-<number> lost"],
    ["job 01hx5zzkbkactav9wevgemmvrz lost", "job <id> lost"],
    ["line\n   break", "line break"],
  ])("%j becomes %j", (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected);
  });

  test.each([
    "x is not a function",
    "can't take what isn't there",
    "read and/or write",
    "std::bad_alloc thrown",
    "ec2 and s3 over http2",
    "password=[redacted] refused",
  ])("leaves %j as it is", (message) => {
    expect(normaliseMessage(message)).toBe(message);
  });
});
