const PLAIN = /^\d+(\.\d+)?$/;
const DATE_AND_TIME = /^(\d{4}-\d{2}-\d{2})([T ](\d{2}:\d{2}(:\d{2}(\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Below it, a bare number counts seconds: in milliseconds it would lie before 1973. */
const SECONDS_BELOW = 1e11;
const EARLIEST = Date.UTC(2000, 0, 1);

/**
 * When a row happened, in milliseconds since 1970: ISO 8601 (UTC where no offset is given), or seconds or
 * milliseconds since 1970. undefined for what is no time, or lies before 2000 or in the future.
 */
export function rowTime(cell: string, now: number): number | undefined {
  const text = cell.trim();
  const milliseconds = PLAIN.test(text) ? fromNumber(Number(text)) : fromText(text);
  if (milliseconds === undefined || milliseconds < EARLIEST || milliseconds > now) return undefined;
  return milliseconds;
}

const fromNumber = (value: number): number => Math.floor(value < SECONDS_BELOW ? value * 1000 : value);

function fromText(text: string): number | undefined {
  const match = DATE_AND_TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', , time = '00:00', , , offset = 'Z'] = match;
  const withColon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const milliseconds = Date.parse(`${date}T${time}${withColon}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
