import fc from "fast-check";
import { expect, test } from "vitest";
import { systemIds } from "../../src/system.ts";
import { uuidv7 } from "../../src/uuidv7.ts";

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test("the example of RFC 9562, appendix A.6", () => {
  // rand_a 0xCC3 and rand_b 0x18C4DC0C0C07398F; version and variant take the place of the spare bits.
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(uuidv7(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("48 bits of time, version 7, variant 10, and every other bit from the random bytes", () => {
  fc.assert(
    fc.property(time, bytes, (now, random) => {
      const uuid = uuidv7(now, random);
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const hex = uuid.replaceAll("-", "");
      expect(Number.parseInt(hex.slice(0, 12), 16)).toBe(now);
      const rest = Buffer.from(hex.slice(12), "hex");
      const [version = 0, , variant = 0] = random;
      expect([...rest]).toEqual([
        (version & 0x0f) | 0x70,
        random[1],
        (variant & 0x3f) | 0x80,
        ...random.slice(3),
      ]);
    }),
  );
});

test("a later time sorts after, whatever the random bytes are", () => {
  fc.assert(
    fc.property(time, time, bytes, bytes, (one, other, first, second) => {
      fc.pre(one < other);
      expect(uuidv7(one, first) < uuidv7(other, second)).toBe(true);
    }),
  );
});

test("the system's ids are such, and never the same", () => {
  const made = Array.from({ length: 1000 }, () => systemIds.job());
  expect(new Set([...made, systemIds.lease()]).size).toBe(1001);
  expect(made[0]).toMatch(/^[0-9a-f-]{13}-7/);
  expect(systemIds.worker()).toMatch(/^worker-[0-9a-f-]{36}$/);
  const [, secret = ""] = systemIds.token().split("pwt_");
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  // Random bits come in blocks of 512 ids: none may come twice, across their ends either.
  expect(new Set(Array.from({ length: 2_000 }, () => systemIds.job().slice(14))).size).toBe(2_000);
});
