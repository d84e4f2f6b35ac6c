/** The days a report is about, UTC, both included; null where nothing has happened yet. */
export interface Window {
  readonly days: number;
  readonly from: string | null;
  readonly to: string | null;
}
