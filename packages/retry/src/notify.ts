/** Tells a user's hook. Neither a throw nor a rejection of the hook reaches the caller. */
export function notify<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  if (hook === undefined) return;
  try {
    const answer = hook(event);
    if (typeof answer === "object") Promise.resolve(answer).catch(ignore);
  } catch {
    // A hook observes; it decides nothing.
  }
}

const ignore = (): void => undefined;
