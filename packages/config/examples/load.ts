import { ConfigError, loadConfig } from "@pigeon/config";

try {
  const config = loadConfig({ onWarning: (message) => console.warn(message) });
  console.log(`The hub listens on ${config.hub.host}:${config.hub.port}.`);
  console.log(`A call may take ${config.breaker.timeoutMs} ms.`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
