/**
 * How unlikely a silence is, as the logistic approximation of the normal distribution that Akka and
 * Pekko use: -log10 of the chance of an even longer gap, where the gaps have this mean and deviation.
 * 1 means one in ten, 8 one in a hundred million. Never falls as the silence grows.
 * Source: Hayashibara, Défago, Yared, Katayama, "The phi accrual failure detector" (2004);
 * `PhiAccrualFailureDetector` of Apache Pekko.
 */
export function phiOf(silentMs: number, meanMs: number, deviationMs: number): number {
  const y = (silentMs - meanMs) / deviationMs;
  const logit = y * (SLOPE + CUBE * y * y);
  // Two forms of log10(1 + e^logit): neither overflows nor loses digits on its side.
  const log = logit > 0 ? logit + Math.log1p(Math.exp(-logit)) : Math.log1p(Math.exp(logit));
  return log / Math.LN10;
}

/**
 * By how many deviations a silence exceeds the mean when phi reaches this threshold: the real root of
 * `CUBE y^3 + SLOPE y = ln(10^threshold - 1)`. Threshold above 0 and up to 300.
 */
export function deviationsAt(threshold: number): number {
  const third = SLOPE / CUBE / 3;
  const half = Math.log(10 ** threshold - 1) / CUBE / 2;
  return 2 * Math.sqrt(third) * Math.sinh(Math.asinh(half / third ** 1.5) / 3);
}

const SLOPE = 1.5976;
const CUBE = 0.070566;
