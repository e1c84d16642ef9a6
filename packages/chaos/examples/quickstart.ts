import { createChaos, networkError } from "@pigeon/chaos";

const chaos = createChaos({
  enabled: true,
  seed: 8,
  rules: [
    { kind: "latency", rate: 0.3, delayMs: { min: 5, max: 20 } },
    { kind: "fault", rate: 0.3, target: { name: "payments" }, error: networkError("ECONNRESET") },
  ],
});

const charge = chaos.wrap("payments", async (cents: number) => `charged ${cents}`);

for (let call = 1; call <= 6; call += 1) {
  try {
    console.log(call, await charge(call * 100));
  } catch (error) {
    console.log(call, String(error));
  }
}

chaos.kill("seen enough");
console.log(await charge(700));
for (const { name, considered, injected } of chaos.report().rules) {
  console.log(`${name}: ${injected} of ${considered} calls`);
}
