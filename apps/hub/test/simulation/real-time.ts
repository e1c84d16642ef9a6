const NAMES = ["setTimeout", "setInterval", "setImmediate"] as const;

/**
 * Nothing in a simulation may wait for real time: then it would not repeat. Every attempt is told, and gets
 * no timer. @returns what puts the real functions back.
 */
export function forbidRealTimers(tell: (name: string) => void): () => void {
  const kept = NAMES.map((name) => [name, globalThis[name]] as const);
  for (const name of NAMES)
    Object.assign(globalThis, {
      [name]: () => {
        tell(name);
        return { unref: () => {}, ref: () => {} };
      },
    });
  return () => Object.assign(globalThis, Object.fromEntries(kept));
}
