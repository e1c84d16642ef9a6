/** Needs no quotes in an array's text, unless it is NULL. */
const PLAIN = /^[\w.:-]+$/;
const NULL = /^null$/i;
type Scalar = string | number | boolean | null | undefined;
const SPECIAL = /["\\]/g;

/**
 * A list as PostgreSQL reads it: `{1,NULL,"a b"}`. For columns of a thousand ids and numbers; what the driver makes
 * of them, each element quoted and searched twice, takes several times as long.
 */
export function arrayText(values: readonly Scalar[]): string {
  let text = "{";
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ",";
    if (value === null || value === undefined) text += "NULL";
    else if (typeof value === "string") text += element(value);
    else text += String(value);
  }
  return `${text}}`;
}

function element(value: string): string {
  if (PLAIN.test(value) && !NULL.test(value)) return value;
  return `"${value.replaceAll(SPECIAL, String.raw`\$&`)}"`;
}
