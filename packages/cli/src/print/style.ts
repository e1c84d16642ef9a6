import type { Io, Output } from "../io.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
/** Makes a text look like something, or leaves it as it is where there is no colour. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Colour is for a person at a terminal who did not refuse it (https://no-color.org). */
export function wantsColour(env: Io["env"], output: Output, refused: boolean): boolean {
  if (refused || (env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return output.isTTY && env["TERM"] !== "dumb";
}

export function painter(colour: boolean): Paint {
  return (style, text) => {
    if (!colour || text === "") return text;
    const [on, off] = CODES[style];
    return `\u001B[${on}m${text}\u001B[${off}m`;
  };
}

const GOOD = new Set(["healthy", "succeeded", "closed", "up", "ok", "done", "resolved"]);
const BAD = new Set(["unhealthy", "dead", "open", "isolated", "down", "failed", "critical", "high", "lost"]);
const DOUBTFUL = new Set([
  "degraded",
  "recovering",
  "half-open",
  "warning",
  "cancelled",
  "medium",
  "firing",
  "timeout",
]);

/** States and severities in the colours that people expect. */
export function paintState(paint: Paint, state: string): string {
  if (GOOD.has(state)) return paint("green", state);
  if (BAD.has(state)) return paint("red", state);
  return DOUBTFUL.has(state) ? paint("yellow", state) : state;
}
