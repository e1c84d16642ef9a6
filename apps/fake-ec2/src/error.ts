/** An answer of EC2 that says no. */
export class Ec2Error extends Error {
  override readonly name: string = "Ec2Error";
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status: number = statusOf(code)) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

function statusOf(code: string): number {
  if (code === "UnauthorizedOperation") return 403;
  if (code === "DryRunOperation") return 412;
  // EC2 answers both with a status of the server.
  return code === "RequestLimitExceeded" || code === "InternalError" ? 503 : 400;
}
