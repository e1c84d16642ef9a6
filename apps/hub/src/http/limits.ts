/** What a caller may still send: so many requests at `at`, and more as time goes on. */
export interface Bucket {
  readonly tokens: number;
  /** Monotonic, in ms. */
  readonly at: number;
}

export interface Rate {
  /** Above 0. */
  readonly perSecond: number;
  /** Requests at once after a pause, at least 1. */
  readonly burst: number;
}

export type Take =
  | { readonly ok: true; readonly bucket: Bucket }
  | { readonly ok: false; readonly bucket: Bucket; readonly retryAfterMs: number };

/**
 * Takes one request out of a bucket that fills by `perSecond` up to `burst` (the token bucket of RFC 2697
 * and many others). A refused request takes nothing. Without a bucket the caller is new: it is full.
 */
export function take(bucket: Bucket | undefined, now: number, rate: Rate): Take {
  const tokens = bucket === undefined ? rate.burst : refilled(bucket, now, rate);
  const at = Math.max(now, bucket?.at ?? now);
  if (tokens >= 1) return { ok: true, bucket: { tokens: tokens - 1, at } };
  return {
    ok: false,
    bucket: { tokens, at },
    retryAfterMs: Math.ceil(((1 - tokens) * 1000) / rate.perSecond),
  };
}

/** Whether forgetting the bucket changes nothing: it is full again. */
export function isFull(bucket: Bucket, now: number, rate: Rate): boolean {
  return refilled(bucket, now, rate) >= rate.burst;
}

function refilled({ tokens, at }: Bucket, now: number, { perSecond, burst }: Rate): number {
  return Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1000);
}
