import type { Html } from './html.js';
import { html } from './html.js';

/** A share of a whole, and what is written beside it. */
interface PicturedShare {
  readonly label: string;
  /** 0 to 1; null: nobody to be a share of. */
  readonly share: number | null;
  readonly text: string;
}

const [WIDTH, LEFT, ROW, BAR, RIGHT] = [760, 190, 30, 18, 150];
const WHOLE = WIDTH - LEFT - RIGHT;

/** Shares under each other, each as a bar in the width of the whole. */
export function barsPicture(rows: readonly PicturedShare[]): Html {
  const drawn = rows.map(({ label, share, text }, i) => {
    const top = i * ROW + (ROW - BAR) / 2;
    const width = Math.round(WHOLE * Math.min(1, Math.max(0, share ?? 0)) * 10) / 10;
    return html`<text x="0" y="${top + 13}">${label}</text>
      <rect x="${LEFT}" y="${top}" width="${WHOLE}" height="${BAR}" fill="#eceff2" />
      <rect x="${LEFT}" y="${top}" width="${width}" height="${BAR}" fill="#2a5db0" />
      <text x="${WIDTH}" y="${top + 13}" text-anchor="end" fill="#333">${text}</text>`;
  });
  return html`<svg role="img" viewBox="0 0 ${WIDTH} ${rows.length * ROW}" font-size="12" aria-label="shares">
    ${drawn}
  </svg>`;
}
