import type { Filter, Tag } from "@aws-sdk/client-ec2";
import { Ec2Error } from "./error.ts";

/** Reads the values of one thing under the names of filters. */
export type Fields<T> = Readonly<Record<string, (thing: T) => string | undefined>>;

interface Tagged {
  readonly tags: readonly Tag[];
}

/** Those that pass every filter. A filter that this fake does not know is refused, not passed over. */
export function filtered<T extends Tagged>(
  things: readonly T[],
  filters: readonly Filter[] = [],
  fields: Fields<T>,
): T[] {
  const tests = filters.map(({ Name = "", Values = [] }) => {
    const valuesOf = reader(Name, fields);
    const patterns = Values.map(pattern);
    return (thing: T) => valuesOf(thing).some((value) => patterns.some((one) => one.test(value)));
  });
  return things.filter((thing) => tests.every((passes) => passes(thing)));
}

function reader<T extends Tagged>(name: string, fields: Fields<T>): (thing: T) => string[] {
  if (name.startsWith("tag:")) {
    const key = name.slice("tag:".length);
    return ({ tags }) => tags.flatMap((tag) => (tag.Key === key ? [tag.Value ?? ""] : []));
  }
  if (name === "tag-key") return ({ tags }) => tags.map((tag) => tag.Key ?? "");
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw new Ec2Error("InvalidParameterValue", `The filter '${name}' is invalid`);
  return (thing) => {
    const value = field(thing);
    return value === undefined ? [] : [value];
  };
}

/** `*` and `?` stand for any characters, and for any one. */
function pattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
