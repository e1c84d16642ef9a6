import { createBreaker } from "@pigeon/breaker";
import { opossum } from "./subjects.ts";
const noop = async (): Promise<void> => {};
const a = createBreaker({ timeoutMs: 10000 }), b = createBreaker({ timeoutMs: false }), c = opossum();
const subjects = { timed: () => a.call(noop), untimed: () => b.call(noop), opossum: () => c.fire(noop), noop };
const N = 200000;
for (let r = 0; r < 4; r++) for (const [name, s] of Object.entries(subjects)) {
  const t = process.cpuUsage();
  for (let i = 0; i < N; i++) await s();
  const d = process.cpuUsage(t);
  if (r > 1) console.log(name, Math.round((d.user + d.system) * 1000 / N));
}
