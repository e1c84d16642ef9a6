import { useSyncExternalStore } from "react";

const KEY = "pigeon.token";
const listeners = new Set<() => void>();

/** The token lives as long as the tab, and leaves it only in requests to the hub. */
export function token(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function setToken(value: string | undefined): void {
  if (value === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, value);
  for (const listener of listeners) listener();
}

export function onToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToken(): string | undefined {
  return useSyncExternalStore(onToken, token);
}
