import { useEffect, useRef } from "react";
import { isDark } from "../app/theme.ts";
import { useStore } from "../lib/store.ts";
import { draw, type Picture } from "./drawing.ts";
import { chartHeight, type Specification } from "./specification.ts";

interface Props {
  chart: Specification;
  label: string;
  onPicture: (picture: Picture | null) => void;
  onFailure: () => void;
}

/** The drawn chart; drawn anew when light becomes dark. A module of its own, so that Vega comes with the first chart only. */
export default function ChartDrawing({ chart, label, onPicture, onFailure }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const told = useRef({ onPicture, onFailure });
  told.current = { onPicture, onFailure };
  const dark = useStore(isDark);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its colors follow the page's
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    let picture: Picture | null = null;
    draw(element, chart).then(
      (drawn) => {
        if (isGone) return drawn.remove();
        picture = drawn;
        told.current.onPicture(drawn);
      },
      () => isGone || told.current.onFailure(),
    );
    return () => {
      isGone = true;
      picture?.remove();
      told.current.onPicture(null);
    };
  }, [chart, dark]);
  return (
    <div role="img" aria-label={label}>
      {/* Vega names the place it draws into as it likes */}
      <div ref={place} className="chart-space" style={{ minHeight: chartHeight(chart) }} aria-hidden="true" />
    </div>
  );
}
