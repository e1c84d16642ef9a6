import { StoreError, type StoreErrorCode } from "../port.ts";
import type { Address } from "./address.ts";

/** Something that the driver or the server said. `lost`: the connection is gone, or was never there. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** PostgreSQL's SQLSTATE, or the system's code such as ECONNREFUSED. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly lost: boolean;

  constructor(cause: unknown) {
    const { code, constraint, message } = describe(cause);
    super(message, { cause });
    this.code = code;
    this.constraint = constraint;
    // Anything that is not said by a server that lives: its answers have a five-letter code. One that turned
    // read-only is left, too: the next connection may find the new primary under the same name.
    // (No SQLSTATE begins with E, as the system's EPIPE does.)
    this.lost =
      code === undefined || !/^[0-9A-DF-Z][0-9A-Z]{4}$/.test(code) || /^(08|57P0[1-5]|25006)/.test(code);
  }
}

function describe(cause: unknown): { code?: string; constraint?: string; message: string } {
  if (!(cause instanceof Error)) return { message: String(cause) };
  // Node.js tries all addresses of a name, and says in the first what is wrong.
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const { code, constraint } = inner as { code?: unknown; constraint?: unknown };
  const message = cause.message || (inner instanceof Error ? inner.message : "");
  return {
    message,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof constraint === "string" ? { constraint } : {}),
  };
}

/** What to say of a failure, by the beginning of its code. */
const SAID: readonly (readonly [
  begins: string,
  code: StoreErrorCode,
  says: (address: Address) => string,
  /** Where that names anybody. */
  reason?: string,
])[] = [
  ["53100", "full", () => "its disk is full; free some room, nothing else is needed"],
  [
    "53300",
    "unavailable",
    () => "it takes no more connections; raise its max_connections, or lower pool_size",
  ],
  ["XX00", "corrupt", () => "its data is damaged; restore a backup, or move to a sound server"],
  [
    "28P01",
    "unavailable",
    ({ user }) =>
      `it refuses the password of ${user ?? "this user"}; give the right one in PIGEON_STORE_URL, PGPASSWORD or PGPASSFILE`,
    "it refuses the hub's password",
  ],
  [
    "28",
    "unavailable",
    ({ user }) =>
      `it refuses ${user ?? "this user"}; name another user in PIGEON_STORE_URL, or grant access in pg_hba.conf`,
    "it refuses the hub's user",
  ],
  [
    "3D000",
    "unavailable",
    ({ database }) => `it has no database ${database}; make it (createdb ${database}) or name another`,
    "it has no such database",
  ],
  [
    "42501",
    "unavailable",
    ({ user, database }) =>
      `${user ?? "this user"} may not do that; grant all on the schema pigeon, and CREATE on the database ${database} for migrations`,
    "it does not allow that to the hub's user",
  ],
  ["25006", "unavailable", () => "it is read-only, perhaps a standby; name the primary in PIGEON_STORE_URL"],
  ["57P03", "unavailable", () => "it is starting or stopping"],
  ["57014", "unavailable", () => "a statement took longer than statement_timeout"],
  ["55P03", "unavailable", () => "another session holds what this one needs"],
  ["ENOTFOUND", "unavailable", () => "there is no such host; see PIGEON_STORE_URL"],
  [
    "ECONNREFUSED",
    "unavailable",
    () => "nothing listens there; start it, or name another in PIGEON_STORE_URL",
  ],
];

/** A failure as one of the port's; anything else passes unchanged. */
export function asStoreError(error: unknown, address: Address): unknown {
  if (!(error instanceof Failure)) return error;
  const { code = "", constraint } = error;
  const cause = hidden(error, address);
  if (constraint === "jobs_id") return new StoreError("unavailable", "the job's id is taken", { cause });
  const [, kind = "unavailable", says, named] = SAID.find(([begins]) => code.startsWith(begins)) ?? [];
  const advised = says === undefined ? advice(error.message, address) : undefined;
  const said = says?.(address) ?? advised ?? UNEXPECTED;
  const reason = named ?? (says === undefined ? UNEXPECTED : said.split(";")[0]);
  const detail = hide(error.message, address);
  const lasting = advised !== undefined || !(error.lost || PASSING.test(code));
  return new StoreError(kind, `PostgreSQL at ${address.name}: ${said} (${detail})`, {
    cause,
    lasting,
    ...(reason === undefined ? {} : { reason }),
  });
}

const UNEXPECTED = "it does not answer as it should";
/** A transaction that met another one, something that is used up, an operator at work. */
const PASSING = /^(40|53|55|57|58)/;

/** What the driver says when server and address do not fit each other. */
function advice(message: string, { user }: Address): string | undefined {
  if (/client password must be a string/.test(message))
    return `it asks for the password of ${user ?? "this user"}; give it in PIGEON_STORE_URL, PGPASSWORD or PGPASSFILE`;
  if (/does not support SSL/.test(message))
    return "it speaks no TLS; switch that on, or say sslmode=disable where the network is your own";
  if (/certificate|self.signed|altnames/i.test(message))
    return "its certificate is not trusted; name its authority by sslrootcert=FILE";
  return undefined;
}

/** The password stands in no message of the server's or the driver's; should it do so once, it is hidden. */
function hide(text: string, { password }: Address): string {
  return password === undefined || password === "" ? text : text.replaceAll(password, "***");
}

function hidden(error: Failure, address: Address): Error {
  const shown = new Error(hide(error.message, address));
  shown.name = error.code === undefined ? "PostgresError" : `PostgresError ${error.code}`;
  return shown;
}
