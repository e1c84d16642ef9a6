import type { ChaosCall } from "./call.ts";

/** A text, a pattern, or a list of which one has to match. */
export type TextMatch = string | RegExp | readonly (string | RegExp)[];

/** Which calls a rule is for: all that is given has to match. */
export interface Target {
  /** The name of the call: the whole of it, or a pattern. */
  readonly name?: TextMatch;
  /** The method of an HTTP request, in any case. Calls that are no requests do not match. */
  readonly method?: TextMatch;
  /** The beginning of the URL, or a pattern. Calls that are no requests do not match. */
  readonly url?: TextMatch;
}

/** A target split into what the name alone decides, once for each name, and the rest. */
export interface CompiledTarget {
  readonly name: (name: string) => boolean;
  /** Absent where the name decides it all. */
  readonly rest: ((call: ChaosCall) => boolean) | undefined;
}

const always = (): boolean => true;

export function compileTarget(target: Target | ((call: ChaosCall) => boolean) | undefined): CompiledTarget {
  if (target === undefined) return { name: always, rest: undefined };
  if (typeof target === "function") return { name: always, rest: target };
  const { name, method, url } = target;
  const methods = method === undefined ? undefined : matcher(method, equalInAnyCase);
  const urls = url === undefined ? undefined : matcher(url, startsWith);
  const rest = (call: ChaosCall): boolean =>
    (methods === undefined || (call.method !== undefined && methods(call.method))) &&
    (urls === undefined || (call.url !== undefined && urls(call.url)));
  return {
    name: name === undefined ? always : matcher(name, equal),
    rest: methods === undefined && urls === undefined ? undefined : rest,
  };
}

type Compare = (text: string, wanted: string) => boolean;

const equal: Compare = (text, wanted) => text === wanted;
const equalInAnyCase: Compare = (text, wanted) => text.toUpperCase() === wanted.toUpperCase();
const startsWith: Compare = (text, wanted) => text.startsWith(wanted);

function matcher(match: TextMatch, compare: Compare): (text: string) => boolean {
  const wanted = [match].flat().map((one) => {
    if (typeof one === "string") return (text: string) => compare(text, one);
    // A pattern with g or y remembers where it stopped: one of our own does not.
    const pattern = new RegExp(one.source, one.flags.replaceAll(/[gy]/gu, ""));
    return (text: string) => pattern.test(text);
  });
  return (text) => wanted.some((matches) => matches(text));
}
