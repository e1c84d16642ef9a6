import type { Checks, Known } from "../problems.ts";

/** What an instance installs and runs. None of it is secret: user data can be read by whoever may describe it. */
export interface BootOptions {
  /** The addresses of the hub's replicas, as seen from the instances. At least one; without a path. */
  readonly hubs: readonly string[];
  /** The authority of the hub's certificate, as PEM, if it is one of your own. */
  readonly hubCa?: string | undefined;
  /** Which Node.js, exactly. From 22.18, as it runs TypeScript. */
  readonly node: NodeRelease;
  /** npm packages to install, with exact versions: `@pigeon/worker@1.2.3` and the one that holds the handlers. */
  readonly packages: readonly string[];
  /** The module of the handlers, below `node_modules`: `acme-handlers/dist/handlers.js`. */
  readonly handlers: string;
  /** Attempts at once on each instance, 1 to 1000. Default: the number of cores. */
  readonly slots?: number | undefined;
  /** Where workers listen for the hub. Default 4041; from 1 to 65535. */
  readonly port?: number | undefined;
  /** Lines of shell that run as root before anything is installed. */
  readonly setup?: string | undefined;
}

/** From `https://nodejs.org/dist/v<version>/SHASUMS256.txt`, the lines of the files `…-linux-….tar.gz`. */
export interface NodeRelease {
  /** For example `24.21.0`. */
  readonly version: string;
  /** SHA-256 in hexadecimal, for the processors that the fleet uses. */
  readonly sha256: { readonly x64?: string | undefined; readonly arm64?: string | undefined };
  /** Where the archives lie, instead of `https://nodejs.org/dist`. */
  readonly mirror?: string | undefined;
}

export const DEFAULT_WORKER_PORT = 4041;

/** What may stand in a shell script, a systemd unit and an environment file as it is. */
const PACKAGE = /^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+@[A-Za-z0-9.+_~-]+$|^https:\/\/[A-Za-z0-9._~/%@:+-]+\.tgz$/;
const PATH = /^(?!.*\.\.)[A-Za-z0-9@._/-]+$/;
const SHA256 = /^[0-9a-f]{64}$/;
const MAX_PEM = 8192;

const BOOT: Known<BootOptions> = {
  hubs: true,
  hubCa: true,
  node: true,
  packages: true,
  handlers: true,
  slots: true,
  port: true,
  setup: true,
};
const NODE: Known<NodeRelease> = { version: true, sha256: true, mirror: true };

/** Adds every problem of the options. */
export function checkBoot(checks: Checks, boot: BootOptions | undefined): void {
  if (!checks.object("boot", boot, BOOT)) return;
  const { hubs, node, packages, handlers, hubCa, setup } = boot;
  if (!Array.isArray(hubs) || hubs.length === 0) checks.add("boot.hubs", "at least one address", hubs);
  else for (const [at, hub] of hubs.entries()) checkAddress(checks, `boot.hubs[${at}]`, hub);
  if (hubCa !== undefined && !(isText(hubCa) && hubCa.length <= MAX_PEM && isPem(hubCa)))
    checks.add(
      "boot.hubCa",
      `one or more certificates as PEM, at most ${MAX_PEM} characters`,
      "something else",
    );
  checkNode(checks, node);
  if (!Array.isArray(packages) || packages.length === 0)
    checks.add("boot.packages", "at least one package", packages);
  else
    for (const [at, spec] of packages.entries())
      checks.text(
        `boot.packages[${at}]`,
        spec,
        PACKAGE,
        "a package with a version, such as acme-handlers@1.2.3",
      );
  // A package from an address may be the worker; its name is not known.
  if (packages?.length > 0 && !packages.some((spec) => /^@pigeon\/worker@|^https:/.test(String(spec))))
    checks.add("boot.packages", "@pigeon/worker with a version among them", packages);
  checks.text("boot.handlers", handlers, PATH, "a path below node_modules of A-Z, a-z, 0-9, @ . _ / and -");
  checks.whole("boot.slots", boot.slots, 1, 1000);
  checks.whole("boot.port", boot.port, 1, 65_535);
  if (setup !== undefined && !isText(setup)) checks.add("boot.setup", "lines of shell", setup);
}

function checkNode(checks: Checks, node: NodeRelease | undefined): void {
  if (!checks.object("boot.node", node, NODE)) return;
  const { sha256, mirror } = node;
  const version: unknown = node.version;
  checks.text("boot.node.version", version, /^\d+\.\d+\.\d+$/, "an exact version, such as 24.21.0");
  const [major = 0, minor = 0] = String(version).split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18))
    checks.add("boot.node.version", "22.18.0 or later", version);
  const sums = Object.entries(sha256 ?? {}).filter(([, sum]) => sum !== undefined);
  if (sums.length === 0)
    checks.add("boot.node.sha256", "the checksum for x64, for arm64 or for both", sha256);
  for (const [name, sum] of sums) {
    if (name !== "x64" && name !== "arm64") checks.add(`boot.node.sha256.${name}`, "x64 or arm64", name);
    checks.text(`boot.node.sha256.${name}`, sum, SHA256, "64 hexadecimal digits");
  }
  if (mirror !== undefined) checkAddress(checks, "boot.node.mirror", mirror);
}

function checkAddress(checks: Checks, option: string, value: unknown): void {
  const expected = "an http or https address of A-Z, a-z, 0-9 and . _ / : -, without a name and password";
  if (typeof value !== "string" || !/^https?:\/\/[A-Za-z0-9._/:[\]-]+$/.test(value) || !URL.canParse(value))
    checks.add(option, expected, value);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isPem = (text: string): boolean =>
  /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(text);
