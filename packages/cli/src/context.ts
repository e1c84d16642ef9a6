import type { Client } from "@pigeon/client";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import type { Paint } from "./print/style.ts";
import type { TokenSource } from "./problems.ts";

/** The options that every command has. */
export interface Globals {
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly json?: boolean;
  /** False after --no-color. */
  readonly color?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly io: Io;
  readonly globals: Globals;
  readonly json: boolean;
  /** Colours of stdout. */
  readonly paint: Paint;
  /** Width for tables: that of the terminal, or without end. */
  readonly width: number;
  /** The address of the hub, or of several with commas. */
  readonly hub: string;
  readonly tokenSource: () => TokenSource;
  /** Made when it is first asked for, and closed after the command. */
  readonly client: () => Promise<Client>;
  /** A line for people on stderr. */
  readonly note: (line: string) => void;
  /** One value on a line of stdout, as JSON. */
  readonly emit: (value: unknown) => void;
  /** Text on stdout. */
  readonly print: (text: string) => void;
}

/** What the user gave to one command. */
export interface Given<O> {
  readonly args: readonly string[];
  readonly options: O;
}

/** Does what a command says. Without an exit code it is done. */
export type Action<O> = (context: Context, given: Given<O>) => Promise<ExitCode | void>;
