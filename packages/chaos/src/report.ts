import type { Core } from "./core.ts";
import type { Nemesis } from "./nemesis/nemesis.ts";
import type { ProxyCounts, TcpProxy } from "./proxy/tcp-proxy.ts";
import type { RuleKind } from "./rule.ts";
import type { Seed } from "./types.ts";

/** What one chaos did so far. */
export interface ChaosReport {
  readonly seed: Seed;
  readonly on: boolean;
  readonly elapsedMs: number;
  /** Calls while it was on, touched or not. */
  readonly calls: number;
  /** Injections, of which a call may have several. */
  readonly injected: number;
  /** The rules of now: calls each is for, while active, and those it touched. */
  readonly rules: readonly {
    readonly name: string;
    readonly kind: RuleKind;
    readonly considered: number;
    readonly injected: number;
  }[];
  /** By name of the call; no name for all beyond the first 1000. */
  readonly names: readonly {
    readonly name: string | undefined;
    readonly calls: number;
    readonly injected: number;
  }[];
  readonly nemeses: readonly { readonly name: string; readonly counts: Nemesis["counts"] }[];
  readonly proxies: readonly { readonly name: string; readonly counts: ProxyCounts }[];
}

export function reportOf(core: Core, nemeses: readonly Nemesis[], proxies: readonly TcpProxy[]): ChaosReport {
  const names = core.names.counts().map(({ name, count }) => ({ name, ...count }));
  return {
    seed: core.seed,
    on: core.killSwitch.on,
    elapsedMs: core.elapsedMs(),
    calls: names.reduce((sum, { calls }) => sum + calls, 0),
    injected: names.reduce((sum, { injected }) => sum + injected, 0),
    rules: core.rules.map(({ name, spec, considered, injected }) => ({
      name,
      kind: spec.kind,
      considered,
      injected,
    })),
    names,
    nemeses: nemeses.map(({ name, counts }) => ({ name, counts })),
    proxies: proxies.map(({ name, counts }) => ({ name, counts })),
  };
}
