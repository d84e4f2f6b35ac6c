const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Is it a date and time, with its offset from UTC, that exists? `Date.parse` takes 30 February for 2 March. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, year, month, day] = RFC_3339.exec(value) ?? [];
  if (year === undefined || Number.isNaN(Date.parse(value))) return false;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}
