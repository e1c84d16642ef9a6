/** The environment with every PIGEON_ variable taken out: `undefined` removes one from a child's. */
export function withoutPigeon(env: NodeJS.ProcessEnv): Record<string, undefined> {
  return Object.fromEntries(
    Object.keys(env)
      .filter((name) => name.startsWith("PIGEON_"))
      .map((name) => [name, undefined]),
  );
}
