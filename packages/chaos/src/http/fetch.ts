import type { Core } from "../core.ts";
import { runWith } from "../run.ts";
import { ChaosNetworkError, connectionReset } from "./network-error.ts";
import { fetchCall } from "./request-call.ts";
import { asResponse } from "./response.ts";

export type Fetch = typeof globalThis.fetch;

/** A `fetch` that rules apply to. */
export function chaosFetch(core: Core, original: Fetch, name: string | undefined): Fetch {
  if (!core.enabled) return original;
  return (input, init) => {
    if (!core.killSwitch.on) return original(input, init);
    const injection = core.plan(fetchCall(name, input, init));
    if (injection === undefined) return original(input, init);
    return runWith(injection, () => original(input, init), connectionReset, discard).then(asResponse, failed);
  };
}

/** A body that nobody reads would hold its connection. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

function failed(error: unknown): never {
  throw error instanceof ChaosNetworkError ? new TypeError("fetch failed", { cause: error }) : error;
}
