/** How `withHttpRetry` reports a Response whose status is worth a retry to hooks and in `attempts`. */
export class HttpStatusError extends Error {
  override readonly name = "HttpStatusError";
  readonly status: number;
  /** Its body is cancelled once the retry is decided. */
  readonly response: Response;

  constructor(response: Response) {
    super(`HTTP status ${response.status}`);
    this.status = response.status;
    this.response = response;
  }
}
