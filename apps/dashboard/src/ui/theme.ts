import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "pigeon.theme";
const listeners = new Set<() => void>();

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

export function setTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  applyTheme();
  for (const listener of listeners) listener();
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  dark.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    dark.removeEventListener("change", listener);
  };
}

export const useTheme = (): Theme => useSyncExternalStore(onTheme, theme);

/** What is shown in the end: for those who draw on a canvas, which knows no styles. */
export const useShade = (): "light" | "dark" =>
  useSyncExternalStore(onTheme, () => {
    const chosen = theme();
    if (chosen !== "system") return chosen;
    return dark.matches ? "dark" : "light";
  });
