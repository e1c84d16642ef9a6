import { request } from "node:https";
import { connect } from "node:tls";
import { createClient } from "@pigeon/client";
import { createWorker } from "@pigeon/worker";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startHub } from "../../src/index.ts";
import { testConfig } from "../hub-fixture.ts";
import { createAuthority, type Authority, type Pair } from "./authority.ts";

const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
let authority: Authority;
let pair: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  pair = await authority.issue("hub");
});
afterAll(() => authority.remove());

async function tlsHub(more: { tlsCaFile?: string } = {}): Promise<string> {
  const hub = { tlsCertFile: pair.certFile, tlsKeyFile: pair.keyFile, ...more };
  const running = await startHub({ config: testConfig({ hub }), logger: silent });
  onTestFinished(() => running.close());
  return running.url;
}

interface Shown {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

function health(url: string, tls: Shown): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/healthz`, { ...tls, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", reject);
    call.end();
  });
}

describe("a hub with a certificate", () => {
  test("speaks HTTPS to clients and workers that trust its authority", async () => {
    const hub = await tlsHub();
    expect(hub).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const tls = { ca: authority.cert };
    const worker = createWorker({
      hub,
      tls,
      handlers: { "text.upper": ({ payload }) => String(payload).toUpperCase() },
    });
    await worker.start();
    onTestFinished(() => worker.stop({ drainMs: 0 }));
    const client = createClient({ hub, tls });
    onTestFinished(() => client.close());
    expect(await client.run({ type: "text.upper", payload: "coo" })).toBe("COO");
  });

  test("is not trusted by others", async () => {
    const hub = await tlsHub();
    const client = createClient({ hub, retry: { maxRetries: 0 } });
    onTestFinished(() => client.close());
    await expect(client.status()).rejects.toThrow(
      /no answer from the hub at https:.*(certificate|self-signed)/,
    );
    const other = await createAuthority();
    onTestFinished(() => other.remove());
    await expect(health(hub, { ca: other.cert })).rejects.toThrow(/certificate/);
  });

  test("answers nothing on plain HTTP, and goes on", async () => {
    const hub = await tlsHub();
    await expect(fetch(`${hub.replace("https", "http")}/healthz`)).rejects.toThrow("fetch failed");
    expect(await health(hub, { ca: authority.cert })).toBe(200);
  });

  test("speaks TLS 1.2 and 1.3, and nothing older", async () => {
    const { port } = new URL(await tlsHub());
    const handshake = (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
      new Promise<string | null>((resolve, reject) => {
        const limits = { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" } as const;
        const socket = connect(
          { port: Number(port), host: "127.0.0.1", ca: authority.cert, ...limits },
          () => {
            resolve(socket.getProtocol());
            socket.destroy();
          },
        );
        socket.once("error", reject);
      });
    expect(await handshake("TLSv1.2")).toBe("TLSv1.2");
    expect(await handshake("TLSv1.3")).toBe("TLSv1.3");
    await expect(handshake("TLSv1.1")).rejects.toThrow();
  });
});

describe("a hub that asks for client certificates", () => {
  test("serves those who show one of the authority", async () => {
    const hub = await tlsHub({ tlsCaFile: authority.certFile });
    const { cert, key } = await authority.issue("caller");
    const tls = { ca: authority.cert, cert, key };
    expect(await health(hub, tls)).toBe(200);
    const client = createClient({ hub, tls });
    onTestFinished(() => client.close());
    expect((await client.status()).jobs.queued).toBe(0);
    const worker = createWorker({ hub, tls, handlers: { t: () => 1 } });
    await worker.start();
    await worker.stop({ drainMs: 0 });
  });

  test("serves nobody else", async () => {
    const hub = await tlsHub({ tlsCaFile: authority.certFile });
    const other = await createAuthority();
    onTestFinished(() => other.remove());
    const stranger = await other.issue("stranger");
    await expect(health(hub, { ca: authority.cert })).rejects.toThrow();
    await expect(
      health(hub, { ca: authority.cert, cert: stranger.cert, key: stranger.key }),
    ).rejects.toThrow();
  });
});
