import { getConfigForEnvironment } from "@pigeon/config";
import { startHub } from "@pigeon/hub";

let names: Promise<ReadonlySet<string>> | undefined;

/** Names of the series that a real hub exports; of a histogram those of its parts. */
export function exported(): Promise<ReadonlySet<string>> {
  return (names ??= read());
}

async function read(): Promise<ReadonlySet<string>> {
  const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
  const config = getConfigForEnvironment("test", { overrides: { hub: { port: 0, storeUrl: "memory:" } } });
  const hub = await startHub({ config, logger: silent });
  try {
    const text = await (await fetch(`${hub.url}/metrics`)).text();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    return new Set(
      types.flatMap(([, name = "", type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
  } finally {
    await hub.close();
  }
}
