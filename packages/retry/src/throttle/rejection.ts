/**
 * How likely a client turns its own request away: `max(0, (requests - k * accepts) / (requests + 1))`
 * (Site Reliability Engineering, O'Reilly 2016, chapter 21, "Client-Side Throttling").
 */
export function rejectionProbability(requests: number, accepts: number, k: number): number {
  return Math.max(0, (requests - k * accepts) / (requests + 1));
}
