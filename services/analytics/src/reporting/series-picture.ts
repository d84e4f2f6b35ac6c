import type { Html } from './html.js';
import { html } from './html.js';
import { numberInWords } from '@assay/contracts';

/** A value by day, with the range it is sure to lie in. */
interface PicturedPoint {
  readonly day: string;
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
}

interface PicturedSeries {
  readonly label: string;
  /** Its colour: the same in every picture of a page. */
  readonly place: number;
  readonly points: readonly PicturedPoint[];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [760, 280, 70, 40];
const COLOURS = ['#2a5db0', '#b0472a', '#2a8f5d', '#7a4fb0', '#8f7a2a'];

/** Up to so many days each one has a dot, with its interval as a line. */
const DOTTED = 31;
const DOT_GAP = 12;

/** Lines over days, each in the band of its interval. */
export function seriesPicture(
  series: readonly PicturedSeries[],
  figure: (value: number) => string = numberInWords,
): Html {
  const days = [...new Set(series.flatMap(({ points }) => points.map(({ day }) => day)))].sort();
  const values = series.flatMap(({ points }) =>
    points.flatMap(({ value, interval }) => [...(value === null ? [] : [value]), ...(interval ?? [])]),
  );
  if (values.length === 0) return html`<p class="about">There is nothing to draw yet.</p>`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (day: string): number =>
    round(LEFT + (days.length === 1 ? 0.5 : days.indexOf(day) / (days.length - 1)) * (WIDTH - LEFT - 10));
  const y = (value: number): number =>
    round(10 + ((high - value) / (high - low || 1)) * (HEIGHT - BOTTOM - 10));
  const drawn = series.map(({ label, place, points }, i) => {
    const colour = COLOURS[place % COLOURS.length] ?? '#000';
    const line = points.flatMap(({ day, value }) =>
      value === null ? [] : [`${String(x(day))},${String(y(value))}`],
    );
    const ends = points.flatMap(({ day, interval }) => (interval === null ? [] : [{ day, interval }]));
    const band = [
      ...ends.map(({ day, interval }) => `${String(x(day))},${String(y(interval[1]))}`),
      ...ends.toReversed().map(({ day, interval }) => `${String(x(day))},${String(y(interval[0]))}`),
    ];
    // A single day is no line: beside each other, so that none hides another.
    const aside = days.length === 1 ? (i - (series.length - 1) / 2) * DOT_GAP : 0;
    const at = { x: (day: string) => round(x(day) + aside), y, colour };
    const dots = days.length > DOTTED ? [] : points.map((point) => dotted(point, at));
    return html`<polygon points="${band.join(' ')}" fill="${colour}" opacity="0.12" />
      <polyline points="${line.join(' ')}" fill="none" stroke="${colour}" stroke-width="2" />
      ${dots} <text x="${LEFT + i * 140}" y="${HEIGHT - 4}" fill="${colour}">${label}</text>`;
  });
  return html`<svg role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-size="12" aria-label="values by day">
    ${low < 0 && high > 0 ? [html`<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(0)}" y2="${y(0)}" stroke="#888" stroke-dasharray="3" />`] : []}
    ${drawn} ${[low, high].map((at) => html`<text x="0" y="${y(at) + 4}" fill="#555">${figure(at)}</text>`)}
    ${axisOf(days)}
  </svg>`;
}

/** The first and the last day; a single one stands below its dot. */
function axisOf(days: readonly string[]): Html {
  const at = (x: number, anchor: string, day: string): Html =>
    html`<text x="${x}" y="${HEIGHT - 22}" text-anchor="${anchor}" fill="#555">${day}</text>`;
  const [first = '', last = first] = [days[0], days.at(-1)];
  return first === last
    ? at(LEFT + (WIDTH - LEFT - 10) / 2, 'middle', first)
    : html`${at(LEFT, 'start', first)}${at(WIDTH - 10, 'end', last)}`;
}

function dotted(
  { day, value, interval }: PicturedPoint,
  {
    x,
    y,
    colour,
  }: { readonly x: (day: string) => number; readonly y: (value: number) => number; readonly colour: string },
): Html {
  const line =
    interval === null
      ? []
      : [
          html`<line
            x1="${x(day)}"
            x2="${x(day)}"
            y1="${y(interval[0])}"
            y2="${y(interval[1])}"
            stroke="${colour}"
          />`,
        ];
  const dot = value === null ? [] : [html`<circle cx="${x(day)}" cy="${y(value)}" r="3" fill="${colour}" />`];
  return html`${line}${dot}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
