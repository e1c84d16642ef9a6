/** What the holder of a token may do: submit and read jobs, run them, or operate the hub. */
export type TokenRole = "client" | "worker" | "admin";

/** One caller that the hub lets in. */
export interface AuthToken {
  /** Names the caller in logs; not secret. */
  readonly name: string;
  readonly role: TokenRole;
  /** What the caller sends as `Authorization: Bearer …`. At least 8 visible ASCII characters. */
  readonly secret: string;
}

/** How many jobs of a type may run at once. */
export interface JobTypeLimit {
  /** A job type, or `*` for each type that is not named. */
  readonly type: string;
  /** From 0, which holds the type back. */
  readonly limit: number;
}

export type BackoffStrategy = "exponential" | "linear" | "constant";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/**
 * Pigeon's whole configuration, frozen at every depth. Each value's meaning, unit, range and default
 * stand in `describeVariables()`; an `…Ms` value is in milliseconds.
 */
export interface PigeonConfig {
  /** Name of the profile in force, `"default"` when none was chosen. */
  readonly env: string;
  readonly breaker: {
    readonly failureThreshold: number;
    readonly timeoutMs: number;
    readonly recoveryTimeoutMs: number;
    readonly halfOpenMaxRequests: number;
  };
  readonly retry: {
    readonly maxRetries: number;
    readonly baseDelayMs: number;
    readonly maxDelayMs: number;
    readonly jitterFactor: number;
    readonly backoffStrategy: BackoffStrategy;
  };
  readonly detector: {
    readonly heartbeatIntervalMs: number;
    readonly failureThreshold: number;
    readonly responseTimeoutMs: number;
  };
  readonly errors: {
    readonly logLevel: LogLevel;
    readonly retentionDays: number;
    readonly maxErrorsPerCategory: number;
  };
  readonly hub: {
    readonly host: string;
    readonly port: number;
    readonly storeUrl: string;
    readonly authTokens: readonly AuthToken[];
    readonly jobPoisonLimit: number;
    readonly jobTypeLimits: readonly JobTypeLimit[];
    readonly workerNetworks: readonly string[];
    /** `""` for none, as with the other files. */
    readonly workerCaFile: string;
    readonly tlsCertFile: string;
    readonly tlsKeyFile: string;
    readonly tlsCaFile: string;
    readonly rateLimitPerSecond: number;
    readonly maxConnections: number;
    readonly maxPendingChanges: number;
    readonly maxPendingPayloadChars: number;
    readonly maxWaiters: number;
    readonly maxEventStreams: number;
    readonly maxWorkers: number;
  };
}

type Section = Exclude<keyof PigeonConfig, "env">;

/** Where a value stands in the configuration, such as `"retry.maxRetries"`. */
export type ConfigPath = "env" | { [S in Section]: `${S}.${keyof PigeonConfig[S] & string}` }[Section];

/** The type of the value at a path. */
export type ValueAt<P extends ConfigPath> = P extends `${infer S extends Section}.${infer K}`
  ? K extends keyof PigeonConfig[S]
    ? PigeonConfig[S][K]
    : never
  : string;

/** Every property optional at every depth; a list is given whole. `undefined` counts as absent. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** Values that a profile sets over the defaults. */
export type ProfileValues = DeepPartial<Omit<PigeonConfig, "env">> & {
  /** Name of the profile to start from. Default: the built-in of the same name, if there is one. */
  readonly extends?: string | undefined;
};

/** The layer that a value came from, weakest first. */
export type ConfigSource = "default" | "profile" | "environment" | "override";
