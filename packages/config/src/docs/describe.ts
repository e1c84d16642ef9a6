import type { Schema } from "../schema/compile.ts";
import { showValue } from "../secrets.ts";

/** All there is to know of one variable. */
export interface VariableDescription {
  readonly name: string;
  /** Where its value stands in the configuration. */
  readonly path: string;
  /** The default as the variable would hold it; `""` for nothing. */
  readonly default: string;
  readonly description: string;
  /** Which values are good. */
  readonly expected: string;
  /** What a plain number counts. */
  readonly unit?: string;
  /** True where the value, or a part of it, is never shown. */
  readonly secret: boolean;
  /** True where a value must be given. */
  readonly required: boolean;
  readonly example: string;
}

/** Every variable, in the order of the sections. */
export function describeEntries({ entries }: Schema): readonly VariableDescription[] {
  return [...entries.values()].map(({ path, variable, field }) => ({
    name: variable,
    path,
    default: showValue(field, field.default),
    description: field.describe,
    expected: field.kind.expected,
    ...(field.unit === undefined ? {} : { unit: field.unit }),
    secret: field.secret || field.kind.mask !== undefined,
    required: field.default === undefined && !field.optional,
    example: field.example,
  }));
}

/** Every variable as a table in Markdown. */
export function renderTable(descriptions: readonly VariableDescription[]): string {
  const rows = descriptions.map(({ name, path, default: value, required, expected, description }) => [
    `\`${name}\``,
    `\`${path}\``,
    value === "" ? (required ? "required" : "none") : `\`${value}\``,
    expected,
    description,
  ]);
  const head = ["Variable", "In the configuration", "Default", "Expected", "Meaning"];
  // A pipe would end the cell.
  const table = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", String.raw`\|`)));
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [first = [], ...body] = table;
  return [line(first, " "), line([], "-"), ...body.map((row) => line(row, " "))].join("\n");
}

/** Every variable as the text of an `.env.example`, commented out at its default or, without one, its example. */
export function renderEnvExample(descriptions: readonly VariableDescription[]): string {
  return descriptions
    .map(({ name, default: value, required, expected, description, example }) => {
      const about = [description, `Expected: ${expected}.`, required ? "Required." : ""]
        .filter(Boolean)
        .join(" ");
      return `# ${about}\n${required ? "" : "#"}${name}=${quote(value === "" || value === "***" ? example : value)}\n`;
    })
    .join("\n");
}

/** As Node.js reads it: `#` would start a comment, and white space at the ends is dropped. */
function quote(text: string): string {
  if (!/[#'"`\s]/.test(text)) return text;
  const mark = ["'", '"', "`"].find((each) => !text.includes(each));
  return mark === undefined ? text : `${mark}${text}${mark}`;
}
