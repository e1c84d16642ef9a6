import { parser } from "@prometheus-io/lezer-promql";
import type { Expression } from "./expressions.ts";

/** What an expression reads. */
export interface Reads {
  readonly metrics: ReadonlySet<string>;
  /** Labels that it selects or groups by. */
  readonly labels: ReadonlySet<string>;
}

/** Parses an expression as Prometheus would. Throws an error that points at what is wrong with it. */
export function readsOf({ of, text }: Expression): Reads {
  const metrics = new Set<string>();
  const labels = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError)
        throw new SyntaxError(
          `${of}: not PromQL at "${text.slice(Math.max(0, from - 20), to + 20)}" in ${text}`,
        );
      if (type.name === "Identifier" && node.parent?.name === "VectorSelector")
        metrics.add(text.slice(from, to));
      if (type.name === "LabelName") labels.add(text.slice(from, to));
    },
  });
  return { metrics, labels };
}
