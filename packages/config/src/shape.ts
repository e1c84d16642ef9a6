/** Every property optional at every depth; a list is given whole. `undefined` counts as absent. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** Values that a profile sets over the defaults. */
export type ProfileValues<T> = DeepPartial<Omit<T, "env">> & {
  /** Name of the profile to start from. Default: the weaker one of the same name, if there is one. */
  readonly extends?: string | undefined;
};

/** Profiles by name. */
export type Profiles<T> = Readonly<Record<string, ProfileValues<T>>>;

/** Values of a profile as they come, from code or a file. */
export type AnyProfiles = Readonly<Record<string, unknown>>;

/** The layer that a value came from, weakest first; `"env-file"` is the `.env` file. */
export type ConfigSource = "default" | "profile" | "file" | "env-file" | "environment" | "override";
