import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Cloud, Instance } from "../src/cloud.ts";
import { createJoinDesk, type JoinDesk, type JoinDeskOptions } from "../src/join/join-desk.ts";
import { keysOf, readIdentityDocument } from "../src/join/identity-document.ts";
import { signedMessage, signingKey, type Forgery } from "@pigeon/fake-ec2";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const run = promisify(execFile);
const aws = signingKey();
const facts = {
  instanceId: "i-0123456789abcdef0",
  accountId: "123456789012",
  region: "eu-central-1",
  availabilityZone: "eu-central-1a",
  instanceType: "m7i.large",
  imageId: "ami-0a1",
  privateIp: "10.0.0.7",
  pendingTime: "2030-01-01T00:00:00Z",
};
const proofOf = (more: object = {}, key = aws, forgery?: Forgery): string =>
  signedMessage(JSON.stringify({ ...facts, ...more }, undefined, 2), key, forgery);
const read = (proof: unknown) => readIdentityDocument(proof, keysOf([aws.publicPem]));

describe("an identity document", () => {
  test("is read when AWS signed it, with line breaks or without", () => {
    const document = { ...facts, pendingTime: Date.parse(facts.pendingTime) };
    expect(read(proofOf())).toEqual(document);
    expect(read(proofOf({}, aws, { bare: true }))).toEqual(document);
    expect(read(proofOf().replaceAll(/.{64}/g, "$&\n"))).toEqual(document);
  });

  test.each([
    ["another key", proofOf({}, signingKey()), "not signed by AWS"],
    ["a digest of something else", proofOf({}, aws, { digestOf: "{}" }), "not signed by AWS"],
    ["no text", 7, "no signature in base64"],
    ["an empty text", "", "no signature in base64"],
    ["a text that is too long", "A".repeat(16_388), "no signature in base64"],
    ["something else", Buffer.from("hello").toString("base64"), "no PKCS #7 message"],
    ["a message that is cut off", proofOf().slice(0, 400), "no PKCS #7 message"],
    ["a document without an id", proofOf({ instanceId: "" }), "the document has no instanceId"],
    ["a document that is no JSON", signedMessage("hello", aws), "the document is no JSON object"],
  ])("is refused: %s", (_, proof, reason) => {
    expect(() => read(proof)).toThrow(reason);
  });

  test("no change makes another document of it", () => {
    const good = Buffer.from(proofOf(), "base64");
    const original = read(proofOf());
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(good);
        changed[at] = (changed[at] ?? 0) ^ by;
        let document: unknown = original;
        try {
          document = read(changed.toString("base64"));
        } catch (error) {
          expect(error).toMatchObject({ name: "IdentityError" });
        }
        // Bytes that say nothing, such as a version, may change.
        expect(document).toEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  test("any bytes are read or refused in words", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(60), (bytes, keep) => {
        const start = Buffer.from(proofOf(), "base64").subarray(0, keep);
        const proof = Buffer.concat([start, bytes]).toString("base64");
        expect(() => read(proof)).toThrow(expect.objectContaining({ name: "IdentityError" }));
      }),
    );
  });

  test.each([[["-nocerts"]], [["-noattr"]], [["-stream"]], [[]]])(
    "is read as openssl signs it, with a certificate: %j",
    async (more) => {
      const folder = await mkdtemp(join(tmpdir(), "pigeon-join-"));
      try {
        const file = (name: string): string => join(folder, name);
        const { privateKey } = aws;
        await writeFile(file("key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
        await writeFile(file("document"), JSON.stringify(facts));
        const cert = ["-key", file("key.pem"), "-out", file("cert.pem"), "-subj", "/CN=aws", "-days", "2"];
        await run("openssl", ["req", "-x509", "-new", ...cert]);
        const signer = ["-signer", file("cert.pem"), "-inkey", file("key.pem"), "-md", "sha256"];
        const files = ["-in", file("document"), "-out", file("signed"), "-outform", "DER"];
        await run("openssl", ["cms", "-sign", "-binary", "-nodetach", ...signer, ...files, ...more]);
        const proof = (await readFile(file("signed"))).toString("base64");
        const keys = keysOf([await readFile(file("cert.pem"), "utf8")]);
        expect(readIdentityDocument(proof, keys).instanceId).toBe(facts.instanceId);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});

describe("the desk", () => {
  let now = 0;
  let asked = 0;
  let instances: Partial<Instance>[] = [];
  const cloud: Pick<Cloud, "describe"> = {
    describe: async () => {
      asked += 1;
      return instances as Instance[];
    },
  };
  const desk = (more: Partial<JoinDeskOptions> = {}): JoinDesk => {
    [now, asked] = [0, 0];
    instances = [{ id: facts.instanceId, state: "running" }];
    return createJoinDesk({
      certificates: [aws.publicPem],
      accountId: facts.accountId,
      regions: [facts.region],
      cluster: "blue",
      cloud,
      clock: { now: () => now, wallTime: () => now, setTimer: () => () => {} },
      ...more,
    });
  };

  test("lets a living member in, as the worker of that instance", async () => {
    const admission = await desk().admit(proofOf());
    expect(admission).toMatchObject({ kind: "admitted", workerId: facts.instanceId });
  });

  test.each([
    ["of another account", { accountId: "999999999999" }, "belongs to another AWS account"],
    ["in another region", { region: "us-east-1" }, "is in us-east-1, whose instances may not join"],
    ["of no cluster", { instanceId: "i-0fff" }, "i-0fff is no living member of the cluster blue"],
  ])("refuses an instance %s", async (_, more, reason) => {
    expect(await desk().admit(proofOf(more))).toEqual({
      kind: "refused",
      reason: expect.stringContaining(reason),
    });
  });

  test("refuses one that is ending, and what is no proof, without asking the cloud about it", async () => {
    const one = desk();
    expect(await one.admit("?")).toMatchObject({ kind: "refused" });
    expect(asked).toBe(0);
    instances = [{ id: facts.instanceId, state: "shutting-down" }];
    expect(await one.admit(proofOf())).toMatchObject({ kind: "refused" });
  });

  test("asks the cloud once for all that boot together, and again later", async () => {
    const one = desk();
    await Promise.all([one.admit(proofOf()), one.admit(proofOf()), one.admit(proofOf())]);
    expect(asked).toBe(1);
    now = 5000;
    await one.admit(proofOf());
    expect(asked).toBe(2);
  });

  test("a cloud that cannot be asked is asked again at once", async () => {
    const failing = { describe: () => Promise.reject(new Error(`away ${(asked += 1)}`)) };
    const one = desk({ cloud: failing });
    await expect(one.admit(proofOf())).rejects.toThrow("away 1");
    await expect(one.admit(proofOf())).rejects.toThrow("away 2");
  });

  test("all wrong options are told at once", () => {
    const wrong = { certificates: [], accountId: "12", regions: [], cluster: "B", freshMs: -1, cloud: {} };
    expect(() => desk(wrong as never)).toThrow(
      expect.objectContaining({
        problems: ["certificates", "accountId", "regions", "cloud.describe", "cluster", "freshMs"].map(
          (option) => expect.objectContaining({ option }),
        ),
      }),
    );
    expect(() => desk({ certificates: ["hello"] })).toThrow(
      "certificates: expected AWS's RSA-2048 certificates",
    );
  });
});
