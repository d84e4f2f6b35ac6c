import type { MetricType } from '@assay/contracts';
import { metricFigures, numberInWords } from '@assay/contracts';
import type { Html } from './html.js';
import { html } from './html.js';
import { inWords } from './numbers.js';

/** An estimate with its two intervals: of one look (thick), and for all looks (thin). */
interface PicturedInterval {
  readonly label: string;
  readonly estimate: number | null;
  readonly fixed: readonly [number, number] | null;
  readonly always: readonly [number, number] | null;
}

interface PictureOptions {
  /** What is drawn, and in which unit. */
  readonly axis: string;
  readonly figure?: (value: number) => string;
  /** Which side is good; undefined: neither is. */
  readonly direction?: 'increase' | 'decrease';
}

/** Of a metric: differences to control, in its unit. */
export function differencesOf(type: MetricType, direction: 'increase' | 'decrease'): PictureOptions {
  const { difference, differencesIn } = metricFigures(type);
  const unit = differencesIn === undefined ? '' : `, ${differencesIn}`;
  return { axis: `difference to control${unit} (${direction} is good)`, figure: difference, direction };
}

const [WIDTH, LEFT, ROW, RIGHT, FOOT] = [760, 190, 34, 120, 44];
const COLOURS = { good: '#1a7f4b', bad: '#c0392b', unsure: '#5b6b7f' } as const;

/** How pictures of intervals are read: once on a page. */
export const intervalLegend = (): Html =>
  html`<p class="about">
    Pictures: the thick line is the 95 % interval of one look at the planned end, the thin one is valid
    however often one looks. Green or red is what lies wholly on the good or the bad side of 0. pp: percentage
    points.
  </p>`;

/** Intervals under each other on one axis, with a line at 0; coloured where all of the interval is on one side. */
export function intervalPicture(rows: readonly PicturedInterval[], options: PictureOptions): Html {
  const ends = rows.flatMap(({ estimate, fixed, always }) => [
    ...(estimate === null ? [] : [estimate]),
    ...(fixed ?? []),
    ...(always ?? []),
  ]);
  if (ends.length === 0) return html`<p class="about">There is nothing to draw yet.</p>`;
  const { axis, figure = numberInWords, direction } = options;
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const range = high - low || 1;
  const x = (value: number): number => round(LEFT + ((value - low) / range) * (WIDTH - LEFT - RIGHT));
  const foot = rows.length * ROW;
  const line = (ends: readonly [number, number] | null, y: number, width: number, colour: string) =>
    ends === null
      ? []
      : [
          html`<line
            x1="${x(ends[0])}"
            x2="${x(ends[1])}"
            y1="${y}"
            y2="${y}"
            stroke="${colour}"
            stroke-width="${width}"
            stroke-linecap="round"
          />`,
        ];
  const drawn = rows.map((row, i) => {
    const { label, estimate, fixed, always } = row;
    const y = i * ROW + ROW / 2;
    const colour = COLOURS[toneOf(row, direction)];
    const dot =
      estimate === null
        ? []
        : [
            html`<circle
                cx="${x(estimate)}"
                cy="${y}"
                r="5"
                fill="#fff"
                stroke="${colour}"
                stroke-width="2"
              />
              <text x="${WIDTH}" y="${y + 4}" text-anchor="end" fill="${colour}" font-weight="600">
                ${inWords(estimate, figure)}
              </text>`,
          ];
    return html`<text x="0" y="${y + 4}">${label}</text>
      ${line(always, y, 2, colour)}${line(fixed, y, 8, colour)}${dot}`;
  });
  return html`<svg
    role="img"
    viewBox="0 0 ${WIDTH} ${foot + FOOT}"
    font-size="12"
    aria-label="effects with their intervals"
  >
    <line x1="${x(0)}" x2="${x(0)}" y1="0" y2="${foot}" stroke="#888" stroke-dasharray="3" />
    ${drawn}
    ${labelled(low, high).map((at) => html`<text x="${x(at)}" y="${foot + 16}" text-anchor="middle" fill="#555">${figure(at)}</text>`)}
    <text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${foot + 36}" text-anchor="middle" fill="#555">${axis}</text>
  </svg>`;
}

/** By the interval that decides; by that of one look where there is no other. */
function toneOf({ fixed, always }: PicturedInterval, direction: PictureOptions['direction']) {
  const interval = always ?? fixed;
  if (interval === null || direction === undefined || (interval[0] <= 0 && interval[1] >= 0)) return 'unsure';
  return interval[0] > 0 === (direction === 'increase') ? 'good' : 'bad';
}

/** The ends, and 0 where its label does not run into theirs. */
function labelled(low: number, high: number): readonly number[] {
  const room = 0.16 * (high - low);
  return [low, ...(0 - low > room && high > room ? [0] : []), ...(high > low ? [high] : [])];
}

const round = (value: number): number => Math.round(value * 10) / 10;
