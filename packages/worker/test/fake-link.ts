import type { HubAnswer } from "../src/hub-answer.ts";
import type { HubCall, HubLink } from "../src/hub-link.ts";

export interface FakeLink extends HubLink {
  readonly calls: HubCall[];
  /** Bodies of the calls, parsed. */
  bodies(): unknown[];
}

/** A hub as a function. */
export function fakeLink(
  answer: (call: HubCall, number: number) => HubAnswer | Promise<HubAnswer>,
): FakeLink {
  const calls: HubCall[] = [];
  return {
    hub: "http://hub",
    calls,
    bodies: () => calls.map(({ body }) => JSON.parse(body ?? "null") as unknown),
    call: async (call) => {
      calls.push(call);
      return await answer(call, calls.length);
    },
    close: async () => {},
  };
}

export const ok = (body: unknown): HubAnswer => ({ kind: "ok", body });
export const away: HubAnswer = { kind: "unreachable", reason: "connect ECONNREFUSED" };
export const refused = (status: number, reason = "no", retryAfterMs = 0): HubAnswer => ({
  kind: "refused",
  status,
  reason,
  retryAfterMs,
});
