export type ReadPayload =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly problem: string };

/** What was typed as JSON, or why it is none. */
export function readPayload(text: string): ReadPayload {
  if (text.trim() === "") return { ok: false, problem: "Expected JSON; for no payload write null." };
  try {
    return { ok: true, payload: JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: `Not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
