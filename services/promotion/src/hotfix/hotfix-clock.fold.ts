import type { HotfixSeverity } from '@assay/contracts';

const HOUR_MS = 3_600_000;
const HOURS: Readonly<Record<HotfixSeverity, number | null>> = { P1: 1, P2: 4, P3: 24, P4: null };
const MOST_ESCALATIONS = 3;

const instant = (openedAt: string, hours: number): string =>
  new Date(Date.parse(openedAt) + hours * HOUR_MS).toISOString();

/** When a fix has to be deployed; null: with the next release. The clock runs from when it was opened. */
export function dueAt(severity: HotfixSeverity, openedAt: string): string | null {
  const hours = HOURS[severity];
  return hours === null ? null : instant(openedAt, hours);
}

/** The next time that somebody has to be told that it is late, and the how-manieth that is. */
export interface Escalation {
  readonly level: number;
  readonly at: string;
}

/**
 * @param told how often it has been escalated
 * @returns undefined where there is no clock, or it has been told often enough
 */
export function nextEscalation(
  severity: HotfixSeverity,
  openedAt: string,
  told: number,
): Escalation | undefined {
  const hours = HOURS[severity];
  if (hours === null || told >= MOST_ESCALATIONS) return undefined;
  return { level: told + 1, at: instant(openedAt, hours * (told + 1)) };
}

/** Ones that have to be explained afterwards. */
export const needsPostMortem = (worst: HotfixSeverity): boolean => worst === 'P1' || worst === 'P2';

/** The worse of two. */
export const worse = (one: HotfixSeverity, other: HotfixSeverity): HotfixSeverity =>
  one < other ? one : other;
