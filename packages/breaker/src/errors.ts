/** What every error of a breaker has in common. They carry no stack frames: being turned away must be cheap. */
export abstract class BreakerError extends Error {
  abstract readonly code: "BREAKER_OPEN" | "BREAKER_ISOLATED" | "BREAKER_TIMEOUT";
  /** The name of the breaker. */
  readonly breaker: string;

  constructor(breaker: string, message: string) {
    const limit = Error.stackTraceLimit;
    // Reflect.set does not throw where the built-ins are frozen; then there are frames, no more.
    Reflect.set(Error, "stackTraceLimit", 0);
    super(message);
    Reflect.set(Error, "stackTraceLimit", limit);
    this.breaker = breaker;
  }
}

/** The breaker is open, or half-open with all its probes taken. The function was not called. */
export class BreakerOpenError extends BreakerError {
  static {
    this.prototype.name = "BreakerOpenError";
  }
  override readonly code = "BREAKER_OPEN";
  /** Repeating the call at once is useless. */
  readonly retryable = false;
  /** Time in ms until a call can be let through; 0 when half-open, where a probe may end at any moment. */
  readonly retryAfterMs: number;
  readonly state: "open" | "half-open";

  constructor(breaker: string, retryAfterMs: number, state: "open" | "half-open" = "open") {
    super(
      breaker,
      state === "open"
        ? `Breaker "${breaker}" is open: it lets no call through for ${Math.ceil(retryAfterMs)} ms`
        : `Breaker "${breaker}" is half-open and all its probes are taken`,
    );
    this.retryAfterMs = retryAfterMs;
    this.state = state;
  }
}

/** The breaker was isolated by hand. The function was not called. */
export class BreakerIsolatedError extends BreakerError {
  static {
    this.prototype.name = "BreakerIsolatedError";
  }
  override readonly code = "BREAKER_ISOLATED";
  /** Only `reset()` lets calls through again. */
  readonly retryable = false;

  constructor(breaker: string) {
    super(breaker, `Breaker "${breaker}" is isolated: it lets no call through until it is reset`);
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

  constructor(breaker: string, timeoutMs: number) {
    super(breaker, `Breaker "${breaker}": the call did not settle within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** Options that cannot work. Names every problem at once. */
export class BreakerOptionsError extends TypeError {
  static {
    this.prototype.name = "BreakerOptionsError";
  }
  readonly code = "BREAKER_OPTIONS";
  /** One sentence for each problem: the option, what was expected, what was received. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid breaker options:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
