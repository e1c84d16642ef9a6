import { afterEach, beforeEach } from "vitest";
import { createClient } from "../src/index.ts";
import type { Client, ClientOptions } from "../src/index.ts";
import { fakeSystem } from "./fake-system.ts";
import type { FakeSystem } from "./fake-system.ts";
import { TestHub } from "./test-hub.ts";

export interface Bench {
  hub: TestHub;
  system: FakeSystem;
  client: Client;
  /** A client with other options; closed after the test. */
  make(options: ClientOptions): Client;
}

/** A hub and a client for every test. */
export function useBench(): Bench {
  const clients: Client[] = [];
  const bench = {
    make(options: ClientOptions): Client {
      const client = createClient({ hub: bench.hub.url, system: bench.system, ...options });
      clients.push(client);
      return client;
    },
  } as Bench;
  beforeEach(async () => {
    bench.hub = await TestHub.start();
    bench.system = fakeSystem();
    bench.client = bench.make({});
  });
  afterEach(async () => {
    await bench.hub.down();
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  return bench;
}

/** What a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { resolved: await promise };
  } catch (error) {
    return error;
  }
}
