import { describe, expect, test } from "vitest";
import { errorFingerprint } from "../src/index.ts";
import { fingerprintOf } from "../src/fingerprint.ts";

const stack = (...frames: string[]): string => ["Error: x", ...frames].join("\n    at ");
const group = (error: object): string => errorFingerprint(Object.assign(new Error("x"), error));

describe("a fingerprint", () => {
  test("is versioned and stays the same from release to release", () => {
    const error = { name: "Error", normalised: "job <number> failed" };
    expect(fingerprintOf(error)).toBe("v2:44284c935a5f8ff4");
    expect(fingerprintOf({ ...error, inApp: ["run jobs/run"] })).toBe("v2:d639991c12dd3355");
  });

  test("is the one that the error was given, before all else", () => {
    const error = { name: "Error", normalised: "x", inApp: ["run app/run"] };
    expect(fingerprintOf({ ...error, explicit: "store-down" })).toBe("store-down");
    expect(fingerprintOf({ ...error, explicit: "" })).toBe(fingerprintOf(error));
    expect(group({ fingerprint: "store-down" })).toBe("store-down");
    expect(group({ fingerprint: "x".repeat(300) })).toHaveLength(200);
    expect(group({ fingerprint: "token=hunter2" })).toBe("token=[redacted]");
    expect(group({ fingerprint: 5 })).toMatch(/^v2:/);
  });

  test("is of the place in the program's own code, whatever the message says", () => {
    const fail = (message: string): Error => new Error(message);
    expect(errorFingerprint(fail("disk full"))).toBe(errorFingerprint(fail("no route")));
    expect(errorFingerprint(new Error("disk full"))).not.toBe(errorFingerprint(fail("disk full")));
  });

  test("is not moved by lines, nor by where the program is installed", () => {
    const one = stack("async Runner.run (file:///home/me/hub/src/jobs/run.ts:10:5)");
    const other = stack("async run (/srv/app-2/dist/jobs/run.js:312:17)");
    expect(group({ stack: one })).toBe(group({ stack: other }));
    expect(group({ stack: one })).not.toBe(group({ stack: stack("run (/srv/app/jobs/walk.js:1:1)") }));
    expect(group({ stack: one })).not.toBe(group({ stack: stack("stop (/srv/app/jobs/run.js:1:1)") }));
  });

  test("tells types and codes at one place apart", () => {
    const at = { stack: stack("run (/app/run.ts:1:2)") };
    expect(group({ ...at, code: "EPIPE" })).not.toBe(group({ ...at, code: "ENOSPC" }));
    expect(group({ ...at, name: "StoreError" })).not.toBe(group(at));
    expect(group({ ...at, cause: { code: "EPIPE" } })).toBe(group({ ...at, code: "EPIPE" }));
  });

  test("is of the message where no frame is of the program, and of the message only", () => {
    const foreign = stack("connect (node:net:1:2)", "send (/app/node_modules/undici/index.js:3:4)");
    const lost = (message: string): string => errorFingerprint({ name: "Error", message, stack: foreign });
    expect(lost("job 1 failed at https://a.example/1")).toBe(lost("job 22 failed at https://b.example/2"));
    expect(lost("job 1 failed")).toBe(errorFingerprint({ name: "Error", message: "job 2 failed" }));
    expect(lost("job 1 failed")).not.toBe(lost("job 1 refused"));
  });

  test("is the same for an error that came as text from another process", () => {
    const error = new Error("x");
    const { name, message, stack } = error;
    expect(errorFingerprint(JSON.parse(JSON.stringify({ name, message, stack })))).toBe(
      errorFingerprint(error),
    );
  });

  test("exists for anything thrown", () => {
    for (const value of [undefined, null, "text", 1, {}, Symbol("x")]) {
      expect(errorFingerprint(value)).toMatch(/^v2:[0-9a-f]{16}$/);
    }
  });
});
