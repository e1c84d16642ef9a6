export interface Dot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedLabel extends Dot {
  readonly labelX: number;
  /** The base line of its letters. */
  readonly labelY: number;
  readonly anchor: "start" | "end";
}

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Point = readonly [x: number, y: number];

const LETTER = 6.5;
const [ABOVE, BELOW] = [11, 4];
/** How far a label may be from its dot, and in what steps places are tried. */
const [NEAR, FAR, STEP] = [12, 120, 4];
const DOT = 7;

/** Each label in the nearest place where it covers no other one, no dot and no curve. */
export function placeLabels(
  dots: readonly Dot[],
  area: Area,
  curves: readonly (readonly Point[])[] = [],
): PlacedLabel[] {
  const drawn = curves.flatMap(pointsAlong);
  const placed: PlacedLabel[] = [];
  // Those with the longest names have the fewest places.
  for (const dot of [...dots].sort((a, b) => b.name.length - a.name.length)) {
    const places = placesAround(dot).filter((place) => isWithin(boxOf(place), area));
    const apart = places.filter((place) => !placed.some((other) => meet(boxOf(place), boxOf(other))));
    const free = apart.filter((place) => {
      const box = boxOf(place);
      return !dots.some(({ x, y }) => holds(box, [x, y], DOT)) && !drawn.some((at) => holds(box, at, 3));
    });
    const best = free[0] ?? apart[0] ?? places[0] ?? placesAround(dot)[0];
    if (best) placed.push(best);
  }
  return placed;
}

/** The nearest first. */
function placesAround(dot: Dot): PlacedLabel[] {
  const places: { place: PlacedLabel; far: number }[] = [];
  for (let aside = NEAR; aside <= FAR; aside += STEP) {
    for (let height = -FAR; height <= FAR; height += STEP) {
      const [labelY, far] = [dot.y + 4 + height, Math.hypot(aside, height)];
      places.push({ place: { ...dot, labelX: dot.x + aside, labelY, anchor: "start" }, far });
      places.push({ place: { ...dot, labelX: dot.x - aside, labelY, anchor: "end" }, far });
    }
  }
  return places.sort((a, b) => a.far - b.far).map(({ place }) => place);
}

function boxOf({ name, labelX, labelY, anchor }: PlacedLabel): Area {
  const width = name.length * LETTER;
  const left = anchor === "end" ? labelX - width : labelX;
  return { left, right: left + width, top: labelY - ABOVE, bottom: labelY + BELOW };
}

const isWithin = (box: Area, area: Area): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;

const meet = (a: Area, b: Area): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const holds = ({ left, right, top, bottom }: Area, [x, y]: Point, margin: number): boolean =>
  x > left - margin && x < right + margin && y > top - margin && y < bottom + margin;

/** Points on the line, no further apart than a step. */
function pointsAlong(line: readonly Point[]): Point[] {
  return line.flatMap(([x, y], index) => {
    const [toX, toY] = line[index + 1] ?? [x, y];
    const parts = Math.max(1, Math.ceil(Math.hypot(toX - x, toY - y) / STEP));
    return Array.from({ length: parts }, (_, part): Point => [
      x + ((toX - x) * part) / parts,
      y + ((toY - y) * part) / parts,
    ]);
  });
}
