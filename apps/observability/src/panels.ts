import type * as cog from "@grafana/grafana-foundation-sdk/cog";
import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  StackingConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Panel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as GraphBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** Units by Grafana's names. */
export type Unit = "short" | "s" | "ops" | "percentunit" | "bytes";

/** A question to Prometheus, and what its lines are called. */
export type Query = readonly [expression: string, legend: string];

const DATASOURCE = { type: "prometheus", uid: "$datasource" };
/** Grafana has 24 columns. */
const COLUMNS = 24;

/** The hubs that the reader chose. Every expression has it. */
export const HUBS = `job=~"$job", instance=~"$instance"`;

/** So many per second. */
export const rate = (metric: string, by: string, matchers = ""): string =>
  `sum by (${by}) (rate(${metric}{${HUBS}${matchers}}[$__rate_interval]))`;

/** A quantile of a histogram. */
export const quantile = (share: number, metric: string, by = "", matchers = ""): string =>
  `histogram_quantile(${share}, sum by (le${by === "" ? "" : `, ${by}`}) (rate(${metric}_bucket{${HUBS}${matchers}}[$__rate_interval])))`;

/** The median and what only the slowest exceed. */
export const quantiles = (metric: string): Query[] =>
  [0.5, 0.95, 0.99].map((share) => [quantile(share, metric), `p${share * 100}`]);

function target([expression, legend]: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCodePoint("A".charCodeAt(0) + index))
    .datasource(DATASOURCE)
    .expr(expression)
    .legendFormat(legend);
}

export interface GraphOptions {
  readonly stacked?: boolean;
  readonly span?: number;
}

/** Lines over time. The description says what to make of them. */
export function graph(
  title: string,
  description: string,
  unit: Unit,
  queries: readonly Query[],
  { stacked = false, span = COLUMNS / 3 }: GraphOptions = {},
): cog.Builder<Panel> {
  const panel = new GraphBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .min(0)
    .span(span)
    .height(8)
    .drawStyle(GraphDrawStyle.Line)
    .fillOpacity(stacked ? 40 : 10)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  for (const [index, query] of queries.entries()) panel.withTarget(target(query, index));
  return panel;
}

/** One number. */
export function figure(
  title: string,
  description: string,
  unit: Unit,
  expression: string,
): cog.Builder<Panel> {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .span(COLUMNS / 6)
    .height(4)
    .withTarget(target([expression, title], 0));
}

export interface Section {
  readonly title: string;
  readonly panels: readonly cog.Builder<Panel>[];
}

/** A dashboard of the hubs that one Prometheus scrapes. */
export function dashboard(
  uid: string,
  title: string,
  description: string,
  sections: readonly Section[],
  more: readonly QueryVariableBuilder[] = [],
): DashboardBuilder {
  const builder = new DashboardBuilder(`Pigeon: ${title}`)
    .uid(uid)
    .description(description)
    .tags(["pigeon"])
    .timezone("browser")
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .withVariable(new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus"))
    .withVariable(choice("job", "Job", "label_values(pigeon_build_info, job)"))
    .withVariable(choice("instance", "Hub", `label_values(pigeon_build_info{job=~"$job"}, instance)`));
  for (const variable of more) builder.withVariable(variable);
  for (const section of sections) {
    builder.withRow(new RowBuilder(section.title));
    for (const panel of section.panels) builder.withPanel(panel);
  }
  return builder;
}

/** A list to choose from, all at first. */
export function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: "All", value: "$__all" })
    .allValue(".*");
}
