/** The environment of this process: the default of the `env` option. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
