/** Options that cannot be used. The message lists every problem, one a line. */
export class ChaosOptionsError extends TypeError {
  override readonly name = "ChaosOptionsError";
  /** One sentence per problem: the option, what was expected, what was received. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid chaos options:\n${problems.map((line) => `- ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/** `enabled: true` where the environment says production, without `allowInProduction: true`. */
export class ChaosInProductionError extends Error {
  override readonly name = "ChaosInProductionError";
  /** The variable that says so: `NODE_ENV` or `PIGEON_ENV`. */
  readonly variable: string;

  constructor(variable: string, value: string) {
    super(
      `Chaos is off in production, and ${variable} is ${JSON.stringify(value)}. ` +
        "To inject faults there, say so twice: createChaos({ enabled: true, allowInProduction: true })",
    );
    this.variable = variable;
  }
}

/** What a fault rule throws unless it has errors of its own. */
export class ChaosFaultError extends Error {
  override readonly name = "ChaosFaultError";
  /** Tells an injected error from a real one. */
  readonly chaos = true;
  /** The name of the rule that threw. */
  readonly rule: string;

  constructor(rule: string, call: string) {
    super(`Injected by rule ${JSON.stringify(rule)} into ${call}`);
    this.rule = rule;
  }
}

/** The nemesis will not touch this process. */
export class NemesisRefusedError extends Error {
  override readonly name = "NemesisRefusedError";
  /** The name of the victim. */
  readonly victim: string;

  constructor(victim: string, reason: string) {
    super(`${victim} is not touched: ${reason}`);
    this.victim = victim;
  }
}
