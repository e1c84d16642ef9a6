/** The plain data of a {@link BreakerError}. */
export interface BreakerErrorJson {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly breaker: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/**
 * What every error of a breaker has in common. They carry no stack frames unless the breaker's `captureStacks` asks
 * for them: being turned away must be cheap.
 */
export abstract class BreakerError extends Error {
  abstract readonly code: "BREAKER_OPEN" | "BREAKER_ISOLATED" | "BREAKER_TIMEOUT" | "BREAKER_BULKHEAD_FULL";
  /** The name of the breaker. */
  readonly breaker: string;
  /** Whether repeating the call soon can help. Absent where only the caller can know. */
  declare readonly retryable?: boolean;
  /** Time in ms to wait before repeating it. */
  declare readonly retryAfterMs?: number;

  constructor(breaker: string, message: string, captureStacks: boolean) {
    const limit = Error.stackTraceLimit;
    if (!captureStacks && limit !== 0) setStackTraceLimit(0);
    super(message);
    if (!captureStacks && limit !== 0) setStackTraceLimit(limit);
    this.breaker = breaker;
  }

  toJSON(): BreakerErrorJson {
    const { name, code, message, breaker, retryable, retryAfterMs } = this;
    return {
      name,
      code,
      message,
      breaker,
      ...(retryable !== undefined && { retryable }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}

function setStackTraceLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // Where the built-ins are frozen there are frames, no more.
  }
}

/** What a {@link BreakerOpenError} found: "ramping-up" is closed again, but not yet for all calls. */
export type RefusingState = "open" | "half-open" | "ramping-up";

/** The breaker is open, half-open with all its probes taken, or ramping up. The function was not called. */
export class BreakerOpenError extends BreakerError {
  static {
    this.prototype.name = "BreakerOpenError";
  }
  override readonly code = "BREAKER_OPEN";
  /** Repeating the call at once is useless. */
  override readonly retryable = false;
  /**
   * Open: time in ms until a probe can be let through. Half-open: until the oldest probe must have ended, though a
   * place may be free sooner. Ramping up: until every call is let through.
   */
  override readonly retryAfterMs: number;
  readonly state: RefusingState;

  constructor(breaker: string, retryAfterMs: number, state: RefusingState = "open", captureStacks = false) {
    super(breaker, openMessage(breaker, retryAfterMs, state), captureStacks);
    this.retryAfterMs = retryAfterMs;
    this.state = state;
  }
}

function openMessage(breaker: string, retryAfterMs: number, state: RefusingState): string {
  if (state === "half-open") return `Breaker "${breaker}" is half-open and all its probes are taken`;
  if (state === "ramping-up")
    return `Breaker "${breaker}" is ramping up: it lets only a share of the calls through`;
  return `Breaker "${breaker}" is open: it lets no call through for ${Math.ceil(retryAfterMs)} ms`;
}

/** The breaker was isolated by hand. The function was not called. */
export class BreakerIsolatedError extends BreakerError {
  static {
    this.prototype.name = "BreakerIsolatedError";
  }
  override readonly code = "BREAKER_ISOLATED";
  /** Only `reset()` lets calls through again. */
  override readonly retryable = false;

  constructor(breaker: string, captureStacks = false) {
    super(
      breaker,
      `Breaker "${breaker}" is isolated: it lets no call through until it is reset`,
      captureStacks,
    );
  }
}

/** The function did not settle in time. It may still be at work, unless it heeds its signal. */
export class BreakerTimeoutError extends BreakerError {
  static {
    this.prototype.name = "BreakerTimeoutError";
  }
  override readonly code = "BREAKER_TIMEOUT";
  /** The limit that was exceeded, in ms. */
  readonly timeoutMs: number;

  constructor(breaker: string, timeoutMs: number, captureStacks = false) {
    super(breaker, `Breaker "${breaker}": the call did not settle within ${timeoutMs} ms`, captureStacks);
    this.timeoutMs = timeoutMs;
  }
}

/** `maxConcurrent` calls are under way and `maxQueued` wait. The function was not called, and nothing was counted. */
export class BulkheadFullError extends BreakerError {
  static {
    this.prototype.name = "BulkheadFullError";
  }
  override readonly code = "BREAKER_BULKHEAD_FULL";
  /** A place may be free at any moment. */
  override readonly retryable = true;
  readonly maxConcurrent: number;

  constructor(breaker: string, maxConcurrent: number, captureStacks = false) {
    super(breaker, `Breaker "${breaker}" is full: ${maxConcurrent} calls are under way`, captureStacks);
    this.maxConcurrent = maxConcurrent;
  }
}

/** Options, or a snapshot to restore, that cannot work. Names every problem at once. */
export class BreakerOptionsError extends TypeError {
  static {
    this.prototype.name = "BreakerOptionsError";
  }
  readonly code = "BREAKER_OPTIONS";
  /** One sentence for each problem: the option, what was expected, what was received. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], what = "options") {
    super(`Invalid breaker ${what}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** There are `maxBreakers` breakers already, and each is open, half-open, isolated or in use. */
export class BreakerLimitError extends Error {
  static {
    this.prototype.name = "BreakerLimitError";
  }
  readonly code = "BREAKER_LIMIT";
  readonly retryable = false;
  readonly maxBreakers: number;

  constructor(name: string, maxBreakers: number) {
    super(`No breaker "${name}" can be made: there are ${maxBreakers} already, and none of them is idle`);
    this.maxBreakers = maxBreakers;
  }
}
