import type { PolicyWindow } from '@assay/contracts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a time zone that is not known */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

/** Whether a time zone is one that windows can be in. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Does an instant lie in a part of the week, as the clocks of its time zone show it? */
export function isWithin({ days, from, to, timeZone }: PolicyWindow, at: string): boolean {
  const parts = formatOf(timeZone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  const day = part('weekday').toLowerCase();
  const time = `${part('hour')}:${part('minute')}`;
  return days.some((one) => one === day) && from <= time && time < to;
}
