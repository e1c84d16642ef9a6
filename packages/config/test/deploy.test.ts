import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";

import { describeVariables, loadConfig } from "../src/index.ts";

/** What operators start from: it must name only what there is, and with values that are taken. */
const DEPLOY = new URL("../../../deploy/", import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(DEPLOY, file), "utf8");
const yamls = globSync(["*.{yaml,yml}", "kubernetes/*.yaml"], { cwd: DEPLOY });

/** Read by workers and by the driver, not by the hub's configuration. */
const OTHERS = ["PIGEON_HUB_URL", "PIGEON_TOKEN", "PIGEON_VERSION"];
const known = new Set([...describeVariables().map(({ name }) => name), ...OTHERS]);

type Resource = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly spec?: any;
};
const resources: Resource[] = globSync("kubernetes/*.yaml", { cwd: DEPLOY }).flatMap((file) =>
  parseAllDocuments(read(file)).map((each) => each.toJS() as Resource),
);
/** The first document of a file. */
const first = (file: string): unknown => parseAllDocuments(read(file), { merge: true })[0]?.toJS();
const find = (kind: string, name: string): Resource => {
  const found = resources.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

describe("deploy/", () => {
  it.each(yamls)("%s is YAML", (file) => {
    for (const document of parseAllDocuments(read(file), { merge: true })) {
      expect([...document.errors, ...document.warnings]).toEqual([]);
      expect(document.toJS()).toBeTypeOf("object");
    }
  });

  it.each(globSync(["*.yaml", "kubernetes/*", "systemd/*", "container/*"], { cwd: DEPLOY }))(
    "%s names variables that there are",
    (file) => {
      for (const [name] of read(file).matchAll(/\bPIGEON_[A-Z_]+\b/g)) expect(known).toContain(name);
    },
  );

  it("systemd/hub.env is a configuration", () => {
    const env = Object.fromEntries(
      read("systemd/hub.env")
        .split("\n")
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    expect(loadConfig({ env }).hub).toMatchObject({ host: "0.0.0.0", port: 4040 });
  });

  it("the hubs of compose.yaml get a configuration, each under a name of its own", () => {
    const { services } = first("compose.yaml") as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    const secrets = (text: string) => text.replaceAll(/\$\{(\w+):\?\}/g, "a-secret-of-$1");
    const names = ["hub-1", "hub-2"].map((service) => {
      const given = Object.entries(services[service]?.environment ?? {});
      const env = Object.fromEntries(given.map(([name, value]) => [name, secrets(value)]));
      const { hub } = loadConfig({ env });
      expect(hub).toMatchObject({ host: "0.0.0.0", storeUrl: "postgres://pigeon@db/pigeon?sslmode=disable" });
      return hub.name;
    });
    expect(names).toEqual(["hub-1", "hub-2"]);
    const urls = services["worker"]?.environment["PIGEON_HUB_URL"];
    expect(urls).toBe("http://hub-1:4040,http://hub-2:4040");
  });

  it("the hub's pods get a configuration", () => {
    const [container] = find("StatefulSet", "pigeon-hub").spec.template.spec.containers;
    const secret = first("kubernetes/secret.yaml") as { stringData: Record<string, string> };
    const env = Object.fromEntries(
      (
        container.env as { name: string; value?: string; valueFrom?: { secretKeyRef?: { key: string } } }[]
      ).map(({ name, value, valueFrom }) => [
        name,
        value ?? secret.stringData[valueFrom?.secretKeyRef?.key ?? ""] ?? "pigeon-hub-0",
      ]),
    );
    expect(loadConfig({ env }).hub).toMatchObject({ host: "0.0.0.0", name: "pigeon-hub-0", port: 4040 });
  });

  it("Kubernetes asks the right doors, keeps hubs apart, and takes away one at a time", () => {
    const hubs = find("StatefulSet", "pigeon-hub").spec;
    const { affinity, containers, terminationGracePeriodSeconds } = hubs.template.spec;
    const [{ startupProbe, readinessProbe, livenessProbe, ports }] = containers;
    expect(startupProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(livenessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(readinessProbe.httpGet).toEqual({ path: "/readyz", port: "http" });
    expect(ports).toEqual([{ name: "http", containerPort: 4040 }]);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(10);
    const labels = hubs.template.metadata.labels;
    expect(hubs.selector.matchLabels).toEqual(labels);
    const [apart] = affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(apart.labelSelector.matchLabels).toEqual(labels);
    expect(find("PodDisruptionBudget", "pigeon-hub").spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: labels },
    });
    for (const name of ["pigeon-hub", "pigeon-hubs"])
      expect(find("Service", name).spec.selector).toEqual(labels);
    expect(hubs.serviceName).toBe("pigeon-hubs");
  });

  it("workers know every hub by its own name", () => {
    const { replicas } = find("StatefulSet", "pigeon-hub").spec;
    const [{ env }] = find("Deployment", "pigeon-worker").spec.template.spec.containers;
    const urls = Array.from(
      { length: replicas },
      (_, index) => `http://pigeon-hub-${index}.pigeon-hubs:4040`,
    );
    expect(env[0]).toEqual({ name: "PIGEON_HUB_URL", value: urls.join(",") });
  });

  it("the kustomization has all files", () => {
    const { resources: listed } = first("kubernetes/kustomization.yaml") as { resources: string[] };
    const there = globSync("kubernetes/*.yaml", { cwd: DEPLOY }).map((file) => basename(file));
    expect(listed.toSorted()).toEqual(there.filter((file) => file !== "kustomization.yaml").toSorted());
  });
});
