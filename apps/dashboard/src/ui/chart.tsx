import { useEffect, useRef } from "react";
import UPlot from "uplot";
import { useShade } from "./theme.ts";

export interface Series {
  readonly name: string;
  /** Name of a colour of the theme, such as `accent`. */
  readonly color: string;
  readonly values: readonly number[];
}

interface ChartProps {
  readonly label: string;
  /** Epoch seconds. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

const HEIGHT = 190;

/** Lines over time. A canvas says nothing to those who cannot see it: a table beside it must say the same. */
export function Chart({ label, times, series, format }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const shade = useShade();
  const names = series.map(({ name, color }) => `${name} ${color}`).join();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const drawn = new UPlot(options(element, series, format), [[], ...series.map(() => [])], element);
    drawn.ctx.canvas.setAttribute("aria-hidden", "true");
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
    // The lines themselves come below: only another set of them, or other colours, needs another plot.
  }, [names, shade]);
  useEffect(() => {
    plot.current?.setData([[...times], ...series.map(({ values }) => [...values])]);
  }, [times, series, names, shade]);
  return <div ref={box} role="img" aria-label={label} className="min-h-[190px] w-full overflow-hidden" />;
}

function options(
  element: HTMLElement,
  series: readonly Series[],
  format: (value: number) => string,
): UPlot.Options {
  const [soft, line] = [colorOf("soft"), colorOf("line")];
  const axis = {
    stroke: soft,
    font: "11px system-ui",
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth || 600,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 12, 0, 0],
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.15)] } },
    axes: [
      {
        ...axis,
        size: 28,
        space: 80,
        values: (_plot, values, _axis, _space, step) => values.map((at) => clock(at, step < 60)),
      },
      { ...axis, size: 52, values: (_plot, values) => values.map(format) },
    ],
    series: [
      {},
      ...series.map(({ name, color }) => {
        const stroke = colorOf(color);
        return {
          label: name,
          stroke,
          width: 2,
          fill: stroke.replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)"),
          points: { show: false },
        };
      }),
    ],
  };
}

function clock(at: number, withSeconds: boolean): string {
  return new Date(at * 1_000).toTimeString().slice(0, withSeconds ? 8 : 5);
}

/** A canvas takes no variables: what the theme's colour is at this moment. */
function colorOf(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--color-${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
