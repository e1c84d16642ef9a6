type Scalar = string | number | boolean | null | undefined;

/**
 * A list as PostgreSQL reads it: `{1,NULL,"a b"}`. For columns of a thousand ids and numbers; what the driver makes
 * of them, each element quoted and searched twice, takes several times as long.
 */
export function arrayText(values: readonly Scalar[]): string {
  let text = "{";
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ",";
    if (value === null || value === undefined) text += "NULL";
    else if (typeof value === "string") text += quoted(value);
    else text += String(value);
  }
  return `${text}}`;
}

function quoted(value: string): string {
  if (!value.includes('"') && !value.includes("\\")) return `"${value}"`;
  return `"${value.replaceAll("\\", String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
}
