import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

/** An expression with what it is for, to name it in a complaint. */
export interface Expression {
  readonly of: string;
  readonly text: string;
}

/** What the panels of a dashboard ask. */
export function panelExpressions(dashboard: Dashboard): Expression[] {
  const title = dashboard.title ?? "";
  return (dashboard.panels ?? []).flatMap((panel) => {
    const { targets = [], title: name = "" } = panel as { targets?: object[]; title?: string };
    return targets.flatMap((target) =>
      "expr" in target && typeof target.expr === "string"
        ? [{ of: `${title}: ${name}`, text: target.expr }]
        : [],
    );
  });
}

/** What the variables of a dashboard ask: series of which labels are listed. */
export function variableSelectors(dashboard: Dashboard): Expression[] {
  return (dashboard.templating?.list ?? []).flatMap(({ name, query }) => {
    const [, selector] = /^label_values\((.*), \w+\)$/.exec(typeof query === "string" ? query : "") ?? [];
    return selector === undefined ? [] : [{ of: `${dashboard.title}: the variable ${name}`, text: selector }];
  });
}

/** As Grafana would ask Prometheus, with everything chosen. */
export function filledIn({ of, text }: Expression): Expression {
  return { of, text: text.replaceAll("$__rate_interval", "1m").replaceAll(/\$\w+/g, ".*") };
}

/** The expressions of a file of rules. Each stands on one line, so that no reader of YAML is needed. */
export function ruleExpressions(yaml: string): Expression[] {
  return [...yaml.matchAll(/- alert: (\w+)\n\s+expr: (.+)/g)].map(([, of = "", text = ""]) => ({ of, text }));
}
