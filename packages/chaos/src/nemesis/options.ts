import type { Range } from "../types.ts";
import type { StrikeAction } from "./strikes.ts";

/** A process as `node:child_process` gives it: signals go to it even if its pid is used again. */
export interface ProcessHandle {
  readonly pid?: number | undefined;
  kill(signal: NodeJS.Signals): boolean;
  /** Not null once it has ended. */
  readonly exitCode?: number | null;
  readonly signalCode?: string | null;
  /** Used to restart it no sooner than it has ended. */
  once?(event: "exit", listener: () => void): unknown;
}

/** A process that the nemesis may kill and freeze. */
export interface ProcessVictim {
  readonly name: string;
  /**
   * The process as it is now, asked at every strike: a ChildProcess, which is safer, or a pid. Undefined
   * if there is none; the strike is then skipped.
   */
  readonly process: () => ProcessHandle | number | undefined;
  /** Starts it again after a kill; the nemesis strikes it again once this has resolved. */
  readonly restart?: () => unknown;
}

/** Anything else that can be hurt and healed, such as a link that a proxy cuts. */
export interface OtherVictim {
  readonly name: string;
  /** Hurts it; told which action was drawn. */
  readonly hurt: (action: "kill" | "pause") => unknown;
  /** Heals it, after the time of the action; the nemesis strikes it again once this has resolved. */
  readonly heal: () => unknown;
}

export type Victim = ProcessVictim | OtherVictim;

export interface NemesisOptions {
  /** Appears in events and the report, and seeds its draws. Default `"nemesis"`. */
  readonly name?: string;
  /** The processes that it may strike. */
  readonly victims: readonly Victim[];
  /** Default `[{ kind: "kill" }]`. */
  readonly actions?: readonly StrikeAction[];
  /** From one strike to the next. From 1 ms, default `{ min: 1000, max: 5000 }`. */
  readonly everyMs?: Range;
  /** The schedule leaves that many victims up at any time. 0 to one less than there are, default 0. */
  readonly keepUp?: number;
}
