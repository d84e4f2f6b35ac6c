let last = { milliseconds: Number.NaN, text: '' };

/**
 * A moment as RFC 3339 in UTC. Many events happen in one millisecond: they share one text, in time and in memory.
 * @param milliseconds since 1970, UTC
 */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== last.milliseconds) last = { milliseconds, text: new Date(milliseconds).toISOString() };
  return last.text;
}
