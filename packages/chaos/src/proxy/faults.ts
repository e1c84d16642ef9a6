import type { Schedule } from "../schedule.ts";
import type { Range } from "../types.ts";

/** What happens to the bytes that go one way. */
export interface LaneFaults {
  /** Added to everything that passes. 0 or more, default 0. */
  readonly latencyMs?: number;
  /** Evenly up to this much more or less latency. The order of bytes is kept. Default 0. */
  readonly jitterMs?: number;
  /** Greater than 0, default no limit. */
  readonly bytesPerSecond?: number;
  /**
   * Nothing passes, no end and no reset either: a partition, or a cable pulled out. As TCP would send
   * again, bytes are kept and pass once this is over. Default false.
   */
  readonly blackHole?: boolean;
}

/** What a proxy does to connections. Rates are shares of new connections, drawn by the seed. */
export interface ProxyFaults {
  /** From the client to the server. */
  readonly toServer?: LaneFaults;
  /** From the server to the client. */
  readonly toClient?: LaneFaults;
  /** Connections that are reset as they come. */
  readonly refuse?: { readonly rate: number };
  /** Connections that are reset on both sides once that many bytes have come, default with the first. */
  readonly reset?: { readonly rate: number; readonly afterBytes?: Range };
  /** Connections of which one side is lost and the other is not told; default the server is lost. */
  readonly halfOpen?: {
    readonly rate: number;
    readonly lost?: "server" | "client";
    /** Default with the first byte. */
    readonly afterBytes?: Range;
  };
  /** When all of this is active; several windows make one schedule. Default always. */
  readonly schedule?: Schedule | readonly Schedule[];
}

export interface ProxyOptions {
  /** Appears in events and the report, and seeds its draws. Default `"proxy"`. */
  readonly name?: string;
  /** Where connections go. `host` is 127.0.0.1 by default. */
  readonly target: { readonly host?: string; readonly port: number } | { readonly path: string };
  /** Where it listens. Default a free port of 127.0.0.1. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** To begin with. Default none. */
  readonly faults?: ProxyFaults;
}
