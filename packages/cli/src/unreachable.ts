import type { HubUnreachableError } from "@pigeon/client";

const START =
  "Is it running? `pigeon hub` starts one here; --hub URL or PIGEON_HUB_URL says where it is; `pigeon doctor` looks closer.";
const AUTHORITY =
  "Name the authority that signed its certificate: --ca FILE or PIGEON_CA_FILE. Is it the hub that you mean?";
const NO_TLS = "What listens there does not speak TLS. Is it http:// instead of https://?";
const ANOTHER = "What listens there does not speak HTTP. Is --hub the address of a Pigeon hub?";
const CLOSED =
  "It closed the connection. A hub with TLS is called by https://, and may ask for a certificate: --cert FILE --key FILE.";

const HINTS: Readonly<Record<string, string>> = {
  ENOTFOUND: "No such host is known. Is its name in --hub or PIGEON_HUB_URL right?",
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  EPROTO: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  HPE_INVALID_CONSTANT: ANOTHER,
  UND_ERR_SOCKET: CLOSED,
  ECONNRESET: CLOSED,
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
  CERT_HAS_EXPIRED: "The hub's certificate is too old; or the clock of this machine is wrong.",
  CERT_NOT_YET_VALID: "The hub's certificate is not valid yet; or the clock of this machine is wrong.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The hub's certificate is for other names. Call it by one of those.",
};

/** The system's word for a failure to connect: of several addresses that of the first. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause === undefined ? undefined : codeOf(cause);
}

/** What to do about a hub that gave no answer. */
export function hintFor(code: string | undefined): string {
  return HINTS[code ?? ""] ?? START;
}

export function describeUnreachable({ message, cause }: HubUnreachableError): string {
  // OpenSSL's own lines name its source files; the hint says what they mean.
  const [first = ""] = message
    .replace(/: [\dA-F]+:error:\w+:SSL routines:[^:]*:([^:]*):.*/s, ": $1")
    .split("\n");
  return `${first}\n${hintFor(codeOf(cause))}`;
}
