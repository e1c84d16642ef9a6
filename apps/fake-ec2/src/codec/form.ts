import type { NormalizedSchema } from "@smithy/core/schema";
import { Ec2Error } from "../error.ts";

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/** Reads a request of the EC2 query protocol by the schema of the operation's input. Refuses what it does not know. */
export function readForm(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) {
    if (key === "Action" || key === "Version") continue;
    let node = root;
    for (const part of key.split(".")) {
      const next = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, next);
      node = next;
    }
    node.value = value;
  }
  return readStruct(schema, root, "");
}

function read(schema: NormalizedSchema, node: Node, path: string): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, `${path}.`);
  if (schema.isListSchema()) return readList(schema, node, path);
  const text = node.value ?? "";
  if (schema.isBooleanSchema()) return oneOf(text, path);
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isNumericSchema()) {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Ec2Error("InvalidParameterValue", `${path}: not a number`);
    return Number(text);
  }
  return text;
}

function readStruct(schema: NormalizedSchema, node: Node, prefix: string): Record<string, unknown> {
  const known = new Map<string, [string, NormalizedSchema]>();
  for (const [name, member] of schema.structIterator()) known.set(wireName(name, member), [name, member]);
  const result: Record<string, unknown> = {};
  for (const [key, child] of node.children) {
    const [name, member] = known.get(key) ?? unknownParameter(prefix + key);
    result[name] = read(member, child, prefix + key);
  }
  for (const [name, member] of requiredMembers(schema, [...known.values()])) {
    if (result[name] !== undefined) continue;
    throw new Ec2Error(
      "MissingParameter",
      `The request must contain the parameter ${prefix}${wireName(name, member)}`,
    );
  }
  return result;
}

/** Lists are flat: `Filter.1.Name`, counted from 1, in any order. */
function readList(schema: NormalizedSchema, node: Node, path: string): unknown[] {
  const items = [...node.children].map(([key, child]) => {
    if (!/^\d+$/.test(key)) unknownParameter(`${path}.${key}`);
    return { at: Number(key), child };
  });
  return items
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, child }) => read(schema.getValueSchema(), child, `${path}.${at}`));
}

function wireName(name: string, member: NormalizedSchema): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  if (typeof ec2QueryName === "string") return ec2QueryName;
  const own = typeof xmlName === "string" ? xmlName : name;
  return own.slice(0, 1).toUpperCase() + own.slice(1);
}

/** A static schema names its required members first, and how many they are. */
function requiredMembers<T>(schema: NormalizedSchema, members: readonly T[]): readonly T[] {
  const count = (schema.getSchema() as unknown as readonly unknown[])[6];
  return members.slice(0, typeof count === "number" ? count : 0);
}

function oneOf(text: string, path: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new Ec2Error("InvalidParameterValue", `${path}: not a boolean`);
}

function unknownParameter(name: string): never {
  throw new Ec2Error("UnknownParameter", `The parameter ${name} is not recognized`);
}
