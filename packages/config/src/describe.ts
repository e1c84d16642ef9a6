import type { ConfigPath } from "./shape.ts";
import { paths, variableAt } from "./variables.ts";

/** All there is to know of one variable. */
export interface VariableDescription {
  readonly name: string;
  /** Where its value stands in `PigeonConfig`. */
  readonly path: ConfigPath;
  /** The default as the variable would hold it; `""` for nothing. */
  readonly default: string;
  readonly description: string;
  /** Which values are good. */
  readonly expected: string;
  readonly unit?: string;
  /** True where the value, or a part of it, is never shown. */
  readonly secret: boolean;
  readonly example: string;
}

/** Every variable, in the order of the documentation. */
export function describeVariables(): readonly VariableDescription[] {
  return paths.map((path) => {
    const { name, kind, description, unit, example, ...variable } = variableAt(path);
    return {
      name,
      path,
      default: kind.codec.encode(variable.default),
      description,
      expected: kind.expected,
      ...(unit === undefined ? {} : { unit }),
      secret: kind.mask !== undefined,
      example,
    };
  });
}

/** Every variable as a table in Markdown. */
export function renderVariablesTable(): string {
  const rows = describeVariables().map(({ name, path, default: value, expected, description }) => [
    `\`${name}\``,
    `\`${path}\``,
    value === "" ? "none" : `\`${value}\``,
    expected,
    description,
  ]);
  const table = [["Variable", "In the configuration", "Default", "Expected", "Meaning"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [head = [], ...body] = table;
  return [line(head, " "), line([], "-"), ...body.map((row) => line(row, " "))].join("\n");
}

/** Every variable as the text of an `.env.example`, commented out at its default or, without one, its example. */
export function renderEnvExample(): string {
  return describeVariables()
    .map(({ name, default: value, expected, description, example }) => {
      return `# ${description} Expected: ${expected}.\n#${name}=${value === "" ? example : value}\n`;
    })
    .join("\n");
}
