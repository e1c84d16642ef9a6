import { createBreakers, type BreakerSnapshot } from "@pigeon/breaker";

const before = createBreakers({ failureThreshold: 1 });
await before.call("payments", () => Promise.reject(new Error("down"))).catch(() => {});
const file = JSON.stringify(before.snapshots());

// After the restart:
const after = createBreakers({ failureThreshold: 1 });
after.restore(JSON.parse(file) as BreakerSnapshot[]);
console.log(`payments is ${after.state("payments")}`);
