export type Architecture = "x86_64" | "arm64";

/**
 * The processors of an instance type: families with a `g` after their generation, such as m7g and c7gn, are
 * Graviton, as is a1.
 */
export function architectureOf(type: string): Architecture {
  const family = type.split(".")[0] ?? "";
  return family === "a1" || /^[a-z]+\d+[a-z]*g[a-z]*$/.test(family) ? "arm64" : "x86_64";
}

/** The newest Amazon Linux 2023, by the parameter that AWS keeps: EC2 itself resolves it at each launch. */
export function latestImage(architecture: Architecture): string {
  return `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}
