import { expect, test } from "vitest";
import { Places } from "../../src/backpressure/places.ts";

test("a place that is held is nobody else's, until it is released or the holder took it", () => {
  let taken = 1;
  const places = new Places(
    () => 3,
    () => taken,
  );
  const [first, second] = [places.hold(), places.hold()];
  expect([first, second]).not.toContain(undefined);
  expect(places.hold()).toBeUndefined();
  taken += 1;
  first?.();
  expect(places.hold()).toBeUndefined();
  second?.();
  expect(places.hold()).toBeDefined();
});
