import type { NormalizedSchema } from "@smithy/core/schema";
import type { Ec2Error } from "../error.ts";

const NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

/** Writes an answer of the EC2 query protocol by the schema of the operation's output. Members that it does not know are a mistake of the handler. */
export function writeAnswer(
  action: string,
  schema: NormalizedSchema,
  output: object,
  requestId: string,
): string {
  const body = schema.isStructSchema() ? members(schema, output) : "<return>true</return>";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${NAMESPACE}"><requestId>${requestId}</requestId>${body}</${action}Response>`;
}

export function writeError({ code, message }: Ec2Error, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escape(code)}</Code><Message>${escape(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
}

function members(schema: NormalizedSchema, value: object): string {
  const left = new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  let xml = "";
  for (const [name, member] of schema.structIterator()) {
    const own = left.get(name);
    left.delete(name);
    if (own !== undefined) xml += element(member.getMemberTraits().xmlName ?? name, member, own);
  }
  if (left.size > 0) throw new Error(`${schema.getName()} has no ${[...left.keys()].join(", ")}`);
  return xml;
}

function element(name: string, schema: NormalizedSchema, value: unknown): string {
  return `<${name}>${content(schema, value)}</${name}>`;
}

function content(schema: NormalizedSchema, value: unknown): string {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? "member";
    return (value as readonly unknown[]).map((one) => element(name, item, one)).join("");
  }
  if (schema.isStructSchema()) return members(schema, value as object);
  if (schema.isTimestampSchema()) return (value as Date).toISOString();
  return escape(String(value));
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
