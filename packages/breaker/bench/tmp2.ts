import { measure } from "./measure.ts";
import { noopCalls, refusals, pipelines } from "./subjects.ts";
console.log(await measure(noopCalls(), { rounds: 5, turnMs: 300 }));
console.log(await measure(pipelines(), { rounds: 5, turnMs: 300 }));
console.log(await measure(refusals(), { rounds: 5, turnMs: 300 }));
