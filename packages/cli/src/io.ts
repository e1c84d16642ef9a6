/** A stream that is written to. */
export interface Output {
  write(text: string): void;
  /** A person looks at it. */
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
}

/** All of the machine that the commands touch, so that tests can be the machine. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean | undefined };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the user wants it to end, as by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Wall clock, in ms since the epoch. */
  readonly now: () => number;
  /** Resolves after a time. Rejects with the signal's reason. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
