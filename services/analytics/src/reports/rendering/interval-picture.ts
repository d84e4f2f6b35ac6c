import type { Html } from './html.js';
import { html } from './html.js';
import { shortNumber } from './numbers.js';

/** An estimate with its two intervals: of one look (thick), and for all looks (thin). */
export interface PicturedInterval {
  readonly label: string;
  readonly estimate: number | null;
  readonly fixed: readonly [number, number] | null;
  readonly always: readonly [number, number] | null;
}

const [WIDTH, LEFT, ROW, RIGHT] = [760, 180, 34, 24];

/** Intervals under each other on one axis, with a line at 0. */
export function intervalPicture(rows: readonly PicturedInterval[]): Html {
  const ends = rows.flatMap(({ estimate, fixed, always }) => [
    ...(estimate === null ? [] : [estimate]),
    ...(fixed ?? []),
    ...(always ?? []),
  ]);
  if (ends.length === 0) return html`<p class="about">There is nothing to draw yet.</p>`;
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const range = high - low || 1;
  const x = (value: number): number => round(LEFT + ((value - low) / range) * (WIDTH - LEFT - RIGHT));
  const height = rows.length * ROW + 30;
  const line = ([from, to]: readonly [number, number], y: number, width: number): Html =>
    html`<line x1="${x(from)}" x2="${x(to)}" y1="${y}" y2="${y}" stroke="#2a5db0" stroke-width="${width}" />`;
  const drawn = rows.map(({ label, estimate, fixed, always }, i) => {
    const y = i * ROW + ROW / 2;
    return html`<text x="0" y="${y + 4}">${label}</text
      >${always === null ? [] : [line(always, y, 2)]}${fixed === null ? [] : [line(fixed, y, 7)]}${estimate === null ? [] : [html`<circle cx="${x(estimate)}" cy="${y}" r="5" fill="#fff" stroke="#2a5db0" stroke-width="2" />`]}`;
  });
  return html`<svg
      role="img"
      viewBox="0 0 ${WIDTH} ${height}"
      font-size="12"
      aria-label="effects with their intervals"
    >
      <line x1="${x(0)}" x2="${x(0)}" y1="0" y2="${height - 24}" stroke="#888" stroke-dasharray="3" />
      ${drawn}
      ${labelled(low, high).map((at) => html`<text x="${x(at)}" y="${height - 8}" text-anchor="middle" fill="#555">${shortNumber(at)}</text>`)}
    </svg>
    <p class="about">Thick: for one look at the planned end. Thin: holds however often one looks.</p>`;
}

/** The ends, and 0 where its label does not run into theirs. */
function labelled(low: number, high: number): readonly number[] {
  const room = 0.12 * (high - low);
  return [low, ...(0 - low > room && high > room ? [0] : []), ...(high > low ? [high] : [])];
}

const round = (value: number): number => Math.round(value * 10) / 10;
