import { headers } from "../api/call.ts";
import { SseParser, type Frame } from "./sse.ts";

export type Connection = "connecting" | "live" | "broken" | "refused";

/** The hub says something at least every 15 seconds. */
const SILENCE_MS = 35_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

export interface Followed {
  readonly onFrames: (frames: readonly Frame[]) => void;
  readonly onConnection: (connection: Connection) => void;
}

/** Follows the hub's events until the signal, through broken connections. By fetch: an EventSource sends no token. */
export async function follow({ onFrames, onConnection }: Followed, signal: AbortSignal): Promise<void> {
  const parser = new SseParser();
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const refused = await read(parser, signal, (frames) => {
      pauseMs = FIRST_PAUSE_MS;
      onConnection("live");
      onFrames(frames);
    }).catch(() => false);
    if (signal.aborted) return;
    onConnection(refused ? "refused" : "broken");
    await pause(pauseMs, signal);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

/** @returns whether the hub refused to tell. */
async function read(
  parser: SseParser,
  signal: AbortSignal,
  onFrames: (frames: readonly Frame[]) => void,
): Promise<boolean> {
  parser.restart();
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch("v1/events", {
      headers: { ...headers(), ...(parser.lastId === "" ? {} : { "last-event-id": parser.lastId }) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) return response.status === 401 || response.status === 403;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      onFrames(parser.push(value));
    }
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
