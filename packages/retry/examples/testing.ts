import assert from "node:assert/strict";
import { retry } from "@pigeon/retry";
import { FakeClock } from "@pigeon/retry/testing";

const clock = new FakeClock();
let calls = 0;

const result = await clock.settle(
  retry(
    () => {
      calls += 1;
      if (calls < 4) throw new Error("not yet");
      return "done";
    },
    { clock, jitter: "none" },
  ),
);

assert.equal(result, "done");
assert.equal(clock.now(), 7000);
console.log(`waited ${clock.now()} ms of fake time`);
