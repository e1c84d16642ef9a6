import type { Place } from "../problem.ts";

/** A layer, and how to find the line that a value of it stands on. */
export interface Origin {
  readonly place: Place;
  readonly lineOf?:
    | ((at: { readonly path: string; readonly variable: string }) => number | undefined)
    | undefined;
}

/** Where exactly a value stands. The line is looked for only now: nearly always nobody asks. */
export function placeOf(origin: Origin, path: string, variable = ""): Place {
  const line = origin.lineOf?.({ path, variable });
  return line === undefined ? origin.place : { ...origin.place, line };
}

/** A value and the layer that won. */
export interface Placed {
  readonly value: unknown;
  readonly origin: Origin;
}
