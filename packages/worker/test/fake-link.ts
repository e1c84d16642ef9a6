import type { HubAnswer } from "../src/hub-answer.ts";
import type { HubCall } from "../src/hub-link.ts";
import type { HubList } from "../src/hub-list.ts";

export interface FakeLink extends HubList {
  /** What the other hubs are asked; none of them has room unless `room` is set. */
  readonly moves: HubCall[];
  room: HubAnswer | undefined;
  readonly calls: HubCall[];
  /** Bodies of the calls, parsed. */
  bodies(): unknown[];
}

/** A hub as a function. */
export function fakeLink(
  answer: (call: HubCall, number: number) => HubAnswer | Promise<HubAnswer>,
): FakeLink {
  const calls: HubCall[] = [];
  const link: FakeLink = {
    hub: "http://hub",
    calls,
    moves: [],
    room: undefined,
    bodies: () => calls.map(({ body }) => JSON.parse(body ?? "null") as unknown),
    call: async (call) => {
      calls.push(call);
      return await answer(call, calls.length);
    },
    move: async (call) => {
      link.moves.push(call);
      return link.room;
    },
    close: async () => {},
  };
  return link;
}

export const ok = (body: unknown): HubAnswer => ({ kind: "ok", body });
export const away: HubAnswer = { kind: "unreachable", reason: "connect ECONNREFUSED" };
export const refused = (status: number, reason = "no", retryAfterMs = 0): HubAnswer => ({
  kind: "refused",
  status,
  reason,
  retryAfterMs,
});
