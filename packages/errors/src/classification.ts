import type { ErrorCategory, ErrorKind, Severity } from "./vocabulary.ts";

export interface KindRule {
  readonly kind: ErrorKind;
  readonly codes?: readonly string[];
  readonly names?: readonly string[];
  readonly statuses?: readonly number[];
  readonly words?: RegExp;
}

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** How each kind is known. Data only: `classify` says in which order it is asked. */
export const KIND_RULES: readonly KindRule[] = [
  {
    kind: "throttling",
    codes: ["EQUOTA"],
    names: list(`
      ThrottlingException Throttling ThrottledException RequestThrottled
      RequestThrottledException RequestLimitExceeded TooManyRequestsException SlowDown
      BandwidthLimitExceeded EC2ThrottledException ProvisionedThroughputExceededException
      LimitExceededException PriorRequestNotComplete`),
    statuses: [429],
    words: /\bthrottl|\brate.?limit|\btoo many requests\b/i,
  },
  {
    kind: "capacity",
    codes: list(`
      ENOSPC ENOMEM EMFILE ENFILE EDQUOT ERR_WORKER_OUT_OF_MEMORY
      SQLITE_FULL 53000 53100 53200 53300`),
    names: list(`
      InsufficientInstanceCapacity InsufficientHostCapacity InsufficientCapacity
      InsufficientReservedInstanceCapacity InsufficientFreeAddressesInSubnet
      InsufficientAddressCapacity InsufficientVolumeCapacity InstanceLimitExceeded
      VcpuLimitExceeded VolumeLimitExceeded AddressLimitExceeded
      MaxSpotInstanceCountExceeded SpotMaxPriceTooLow`),
    statuses: [507],
    words: /\bout of memory\b|\bno space left\b|\binsufficient .{0,40}\bcapacity\b/i,
  },
  {
    kind: "credentials",
    codes: list(`
      EACCES EPERM EAUTH 28000 28P01 42501 CERT_HAS_EXPIRED
      DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE
      ERR_TLS_CERT_ALTNAME_INVALID`),
    names: list(`
      AuthFailure UnauthorizedOperation InvalidClientTokenId SignatureDoesNotMatch
      ExpiredToken ExpiredTokenException UnrecognizedClientException AccessDenied
      AccessDeniedException CredentialsProviderError MissingAuthenticationToken
      RequestExpired OptInRequired TokenProviderError`),
    statuses: [401, 403],
    words: /\bunauthori[sz]ed\b|\bforbidden\b|\baccess denied\b|\bpermission denied\b/i,
  },
  {
    kind: "timeout",
    codes: list(`
      ETIMEDOUT ESOCKETTIMEDOUT ERR_SOCKET_CONNECTION_TIMEOUT UND_ERR_CONNECT_TIMEOUT
      UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT 57014 55P03`),
    names: ["TimeoutError", "RequestTimeout", "RequestTimeoutException"],
    statuses: [408, 504],
    words: /\btime[ds]? ?-?out\b|\bdeadline exceeded\b/i,
  },
  {
    kind: "connection",
    codes: list(`
      ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ENOTFOUND EAI_AGAIN EPROTO
      EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENETRESET ENOTCONN EADDRINUSE
      EADDRNOTAVAIL UND_ERR_SOCKET UND_ERR_CLOSED ERR_STREAM_PREMATURE_CLOSE
      ERR_NETWORK EOPENBREAKER UND_ERR_DESTROYED UND_ERR_PRX_TLS 08000 08001 08003 08006 57P01 57P02 57P03`),
    names: ["NetworkError", "NetworkingError", "BrokenCircuitError"],
    words: /\bsocket hang up\b|\bconnection (?:refused|reset|closed|lost|terminated)\b|\bfetch failed\b/i,
  },
  {
    kind: "validation",
    names: list(`
      ZodError ValidationError ValidationException ValidationFailed MissingParameter
      InvalidParameterValue InvalidParameterCombination InvalidParameter
      MalformedQueryString UnknownParameter SerializationException`),
    statuses: [400, 413, 415, 422],
    words: /\bvalidation\b|\bmalformed\b/i,
  },
  {
    kind: "server",
    codes: list(`
      ERR_BAD_RESPONSE XX000 UND_ERR_HEADERS_OVERFLOW UND_ERR_RES_CONTENT_LENGTH_MISMATCH
      UND_ERR_RES_EXCEEDED_MAX_SIZE`),
    names: list(`
      InternalError InternalFailure InternalServerError InternalServiceException
      ServiceUnavailable ServiceUnavailableException ServerInternal Unavailable`),
    words: /\binternal server error\b|\bservice unavailable\b|\bbad gateway\b/i,
  },
  {
    kind: "client",
    // Who aborts a call gave it up himself.
    codes: ["ENOENT", "EEXIST", "ERR_BAD_REQUEST", "ABORT_ERR", "UND_ERR_ABORTED"],
    names: list(`
      AbortError NotFound NotFoundError NotFoundException ResourceNotFoundException
      ConflictException ConditionalCheckFailedException IncorrectInstanceState
      InvalidInstanceID.NotFound InvalidInstanceID.Malformed InvalidAMIID.NotFound`),
  },
  {
    kind: "bug",
    codes: list(`
      ERR_ASSERTION ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_VALUE ERR_OUT_OF_RANGE UND_ERR_INVALID_ARG
      UND_ERR_NOT_SUPPORTED UND_ERR_REQ_CONTENT_LENGTH_MISMATCH`),
    names: ["TypeError", "ReferenceError", "RangeError", "SyntaxError", "EvalError", "AssertionError"],
  },
];

type SeverityRow = Readonly<Record<ErrorCategory, Severity>>;

/** The severity of an error whose caller gave none. What stops more than one job is worse than what stops one. */
export const DEFAULT_SEVERITY: Readonly<Record<ErrorKind, SeverityRow>> = {
  throttling: { infrastructure: "medium", worker: "medium", job: "low", network: "low" },
  timeout: { infrastructure: "high", worker: "high", job: "medium", network: "medium" },
  connection: { infrastructure: "critical", worker: "high", job: "medium", network: "medium" },
  server: { infrastructure: "high", worker: "high", job: "medium", network: "medium" },
  client: { infrastructure: "medium", worker: "medium", job: "low", network: "low" },
  validation: { infrastructure: "medium", worker: "medium", job: "low", network: "low" },
  capacity: { infrastructure: "critical", worker: "high", job: "high", network: "high" },
  credentials: { infrastructure: "critical", worker: "critical", job: "high", network: "high" },
  bug: { infrastructure: "high", worker: "high", job: "high", network: "high" },
  unknown: { infrastructure: "high", worker: "high", job: "medium", network: "medium" },
};
