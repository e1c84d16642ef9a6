import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { useWhoami } from "../api/queries.ts";
import { isUnknownToken } from "../api/refusal.ts";
import { useToken } from "../api/token.ts";
import { follow, type Connection } from "./follow.ts";
import { NOTHING, reduce, refreshed, type LiveState } from "./live-state.ts";
import type { Frame } from "./sse.ts";

/** Events are shown together this often: more than that nobody sees, and drawing costs. */
const FLUSH_MS = 250;
/** What is old is asked for again this often at the most. */
const REFRESH_MS = 1_500;

interface Live {
  readonly connection: Connection;
  /** When the hub was last heard, while it is not; undefined where it never was. */
  readonly lostAt: string | undefined;
  readonly recent: LiveState["recent"];
  readonly seen: number;
}
const NEW: Live = { connection: "connecting", lostAt: undefined, recent: [], seen: 0 };
const Context = createContext<Live>(NEW);

export const useLive = (): Live => useContext(Context);

/** Follows the hub's events while the page is open, and has what they made old fetched again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const token = useToken();
  const unknown = isUnknownToken(useWhoami().error);
  const [live, setLive] = useState<Live>(NEW);
  useEffect(() => {
    if (unknown) return;
    const ended = new AbortController();
    const stop = start(client, ended.signal, (change) => setLive((before) => ({ ...before, ...change })));
    return () => {
      ended.abort();
      stop();
    };
  }, [client, token, unknown]);
  return <Context value={live}>{children}</Context>;
}

function start(client: QueryClient, signal: AbortSignal, tell: (change: Partial<Live>) => void): () => void {
  let state = NOTHING;
  let frames: Frame[] = [];
  let refreshedAt = 0;
  const flush = () => {
    if (frames.length > 0) {
      state = reduce(state, frames);
      frames = [];
      tell({ recent: state.recent, seen: state.seen });
    }
    const now = performance.now();
    if (state.stale.size === 0 || now - refreshedAt < REFRESH_MS || document.hidden) return;
    refreshedAt = now;
    // Lists that are long by now refresh themselves when the reader is at their beginning.
    for (const topic of state.stale)
      void client.invalidateQueries({
        queryKey: [topic],
        predicate: ({ queryKey }) => queryKey[1] !== "rows",
      });
    state = refreshed(state);
  };
  const timer = setInterval(flush, FLUSH_MS);
  let connection: Connection | undefined;
  const onConnection = (next: Connection) => {
    if (next === connection) return;
    if (connection === "live") tell({ lostAt: new Date().toISOString() });
    connection = next;
    tell({ connection: next });
    // The reader may have to sign in.
    if (next === "refused") void client.invalidateQueries({ queryKey: ["whoami"] });
    // After a break everything may be old.
    if (next === "live")
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== "rows" });
  };
  void follow({ onFrames: (more) => void frames.push(...more), onConnection }, signal);
  return () => clearInterval(timer);
}
