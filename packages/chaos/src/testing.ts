export { FakeClock } from "./testing/fake-clock.ts";
export { recordEvents, type EventRecord } from "./testing/recorder.ts";
