import { describe, expect, test } from "vitest";
import { floorAt, type Floor } from "../src/autoscale/schedule.ts";

const office: Floor = { name: "office", min: 5, from: "08:00", to: "18:30" };

/** The floor's name at a moment of UTC; 2026-01-05 is a Monday. */
function at(time: string, ...floors: Floor[]): string | undefined {
  return floorAt(floors, Date.parse(`${time}Z`))?.name;
}

describe("a floor", () => {
  test("holds from its begin to before its end", () => {
    expect(at("2026-01-05T07:59", office)).toBeUndefined();
    expect(at("2026-01-05T08:00", office)).toBe("office");
    expect(at("2026-01-05T18:29", office)).toBe("office");
    expect(at("2026-01-05T18:30", office)).toBeUndefined();
  });

  test("holds on its days", () => {
    const week: Floor = { ...office, days: ["mon", "fri"] };
    expect(at("2026-01-05T12:00", week)).toBe("office");
    expect(at("2026-01-06T12:00", week)).toBeUndefined();
    expect(at("2026-01-09T12:00", week)).toBe("office");
  });

  test("may go over midnight, and belongs to the day on which it begins", () => {
    const night: Floor = { name: "night", min: 2, from: "22:00", to: "06:00", days: ["mon"] };
    expect(at("2026-01-05T05:00", night)).toBeUndefined();
    expect(at("2026-01-05T21:59", night)).toBeUndefined();
    expect(at("2026-01-05T22:00", night)).toBe("night");
    expect(at("2026-01-06T05:59", night)).toBe("night");
    expect(at("2026-01-06T06:00", night)).toBeUndefined();
    expect(at("2026-01-06T22:00", night)).toBeUndefined();
    const sunday: Floor = { ...night, days: ["sun"] };
    expect(at("2026-01-05T05:00", sunday)).toBe("night");
  });

  test("from a time to the same time is a whole day", () => {
    const all: Floor = { name: "all", min: 1, from: "09:00", to: "09:00" };
    expect(at("2026-01-05T08:59", all)).toBe("all");
    expect(at("2026-01-05T09:00", all)).toBe("all");
  });

  test("follows its time zone, and summer time there", () => {
    const berlin: Floor = { ...office, timeZone: "Europe/Berlin" };
    expect(at("2026-01-05T07:00", berlin)).toBe("office");
    expect(at("2026-01-05T06:59", berlin)).toBeUndefined();
    expect(at("2026-07-06T06:00", berlin)).toBe("office");
    const tokyo: Floor = { ...office, timeZone: "Asia/Tokyo", days: ["tue"] };
    expect(at("2026-01-05T23:30", tokyo)).toBe("office");
  });

  test("of several the highest counts", () => {
    const more: Floor = { ...office, name: "more", min: 9, from: "12:00", to: "13:00" };
    expect(at("2026-01-05T12:30", office, more)).toBe("more");
    expect(at("2026-01-05T12:30", more, office)).toBe("more");
    expect(at("2026-01-05T14:00", more, office)).toBe("office");
    expect(at("2026-01-05T12:30")).toBeUndefined();
  });
});
