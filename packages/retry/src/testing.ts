export { FakeClock } from "./testing/fake-clock.ts";
export { fixedBudget } from "./testing/fixed-budget.ts";
export { recordHooks, type RecordedEvent, type Recorder } from "./testing/recorder.ts";
export { scriptedWork, type ScriptedWork, type ScriptStep } from "./testing/script.ts";
