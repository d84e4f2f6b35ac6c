import type { HotfixSeverity } from '@assay/contracts';

const HOUR_MS = 3_600_000;
/** How long a fix may take; of P4, which are due with a release, how long it is waited for after that. */
const HOURS: Readonly<Record<HotfixSeverity, number>> = { P1: 1, P2: 4, P3: 24, P4: 24 };
const MOST_ESCALATIONS = 3;

/** What the clock of a hotfix goes by. */
export interface Clocked {
  readonly severity: HotfixSeverity;
  readonly openedAt: string;
  /** The first release that reached production after it was opened, where it was due with that. */
  readonly release: { readonly key: string; readonly at: string } | null;
}

const after = (start: string, hours: number): string =>
  new Date(Date.parse(start) + hours * HOUR_MS).toISOString();

/** When a fix has to be deployed; null: with the next release. The clock runs from when it was opened. */
export const dueAt = ({ severity, openedAt, release }: Clocked): string | null =>
  severity === 'P4' ? (release?.at ?? null) : after(openedAt, HOURS[severity]);

/** The next time that somebody has to be told that it is late, and the how-manieth that is. */
export interface Escalation {
  readonly level: number;
  readonly at: string;
}

/**
 * @param told how often it has been escalated
 * @returns undefined where the clock does not run yet, or it has been told often enough
 */
export function nextEscalation(clocked: Clocked, told: number): Escalation | undefined {
  const { severity, openedAt, release } = clocked;
  const start = severity === 'P4' ? release?.at : openedAt;
  if (start === undefined || told >= MOST_ESCALATIONS) return undefined;
  return { level: told + 1, at: after(start, HOURS[severity] * (told + 1)) };
}

/** Ones that have to be explained afterwards. */
export const needsPostMortem = (worst: HotfixSeverity): boolean => worst === 'P1' || worst === 'P2';

/** The worse of two. */
export const worse = (one: HotfixSeverity, other: HotfixSeverity): HotfixSeverity =>
  one < other ? one : other;
