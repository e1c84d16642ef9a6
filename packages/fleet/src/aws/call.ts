import { BreakerTimeoutError, createBreakers, type Breakers } from "@pigeon/breaker";
import { classifyAwsError, withAwsRetry, type Clock } from "@pigeon/retry";
import { AwsCallError } from "./aws-call-error.ts";
import type { Ec2Action, InputOf, OutputOf, Send } from "./sdk.ts";

/** Where failures are logged: the error tracker of `@pigeon/errors`, or the like. */
export interface InfrastructureLog {
  logInfrastructureError(
    operation: string,
    error: unknown,
    context?: Readonly<Record<string, unknown>>,
  ): unknown;
}

export interface CallPolicy {
  /** Attempts after the first for one call. Integer from 0, default 4. */
  readonly maxRetries?: number | undefined;
  /** Delay before the first retry, in ms; after throttling twice as much. Default 500. */
  readonly baseDelayMs?: number | undefined;
  /** Longest delay, in ms. Default 20000. */
  readonly maxDelayMs?: number | undefined;
  /** Longest time for one request, in ms. Default 15000. */
  readonly timeoutMs?: number | undefined;
  /** Failures in a row after which an API is left alone. Default 10. */
  readonly failureThreshold?: number | undefined;
  /** For how long it is, in ms. Default 30000. */
  readonly recoveryTimeoutMs?: number | undefined;
}

export interface CallerOptions {
  readonly send: Send;
  readonly policy: CallPolicy;
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly errors?: InfrastructureLog | undefined;
}

/** Calls EC2: retries outside, a breaker for each API inside, the time limit innermost. Throws AwsCallError. */
export interface Caller {
  call<A extends Ec2Action>(action: A, input: InputOf<A>, signal?: AbortSignal): Promise<OutputOf<A>>;
  /** One breaker for each API, by its name. */
  readonly breakers: Breakers;
}

/** Refusals that say something of the request, and nothing of the service. */
const isExpected = (error: AwsCallError): boolean =>
  error.kind === "capacity" ||
  error.code === "DryRunOperation" ||
  / ?(NotFound|Duplicate|AlreadyExists)/.test(error.code);

const isTrial = (input: object): boolean => (input as { DryRun?: boolean }).DryRun === true;

/** A request without an answer in time; it may have been carried out. */
class RequestTimeoutError extends Error {
  override readonly name: string = "TimeoutError";
  readonly retryable: boolean = true;
}

export function createCaller({ send, policy, clock, random, errors }: CallerOptions): Caller {
  const { maxRetries = 4, baseDelayMs = 500, maxDelayMs = 20_000 } = policy;
  const breakers = createBreakers({
    failureThreshold: policy.failureThreshold ?? 10,
    recoveryTimeoutMs: policy.recoveryTimeoutMs ?? 30_000,
    timeoutMs: policy.timeoutMs ?? 15_000,
    isFailure: (error) => ["throttling", "transient", "server"].includes(classifyAwsError(error)),
    clock: { now: () => clock.now() },
  });

  async function call<A extends Ec2Action>(
    action: A,
    input: InputOf<A>,
    signal?: AbortSignal,
  ): Promise<OutputOf<A>> {
    try {
      return await withAwsRetry(
        async (attempt) => {
          try {
            return await breakers.call(action, (inner) => send(action, input, inner.signal), {
              signal: attempt.signal,
            });
          } catch (error) {
            if (!(error instanceof BreakerTimeoutError)) throw error;
            throw new RequestTimeoutError(`no answer within ${error.timeoutMs} ms`, { cause: error });
          }
        },
        { maxRetries, baseDelayMs, maxDelayMs, jitter: "full", clock, random, signal },
      );
    } catch (error) {
      if (signal?.aborted === true) throw error;
      const failure = new AwsCallError(`ec2:${action}`, error);
      if (!isExpected(failure) && !isTrial(input)) errors?.logInfrastructureError(failure.action, failure);
      throw failure;
    }
  }

  return { call, breakers };
}
