const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;

/** Characters that JSON writes as something else than Postgres does. */
const UNLIKE_JSON = /[^\x20-\ud7ff\ue000-\uffff]/;

/** For other texts JSON escapes the same two characters, three times as fast as they are replaced. */
function quoted(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  return UNLIKE_JSON.test(text) ? `"${text.replace(ESCAPED, '\\$&')}"` : JSON.stringify(text);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

/**
 * An array of texts, numbers and nulls as Postgres writes it; undefined for anything else, which the driver has to
 * look at. The driver takes each element through two functions and two expressions: for the thousands of a batch that
 * is a noticeable part of the work. Where no text has to be escaped, they are joined as they are.
 */
export function arrayLiteral(values: readonly unknown[]): string | undefined {
  if (values.length === 0 || values.every(isNumber)) return `{${values.join()}}`;
  if (values.every(isText)) {
    if (!NEEDS_ESCAPE.test(values.join(''))) return `{"${values.join('","')}"}`;
    return `{${values.map(quoted).join()}}`;
  }
  return mixedLiteral(values);
}

function mixedLiteral(values: readonly unknown[]): string | undefined {
  const parts: string[] = [];
  for (const value of values) {
    if (isText(value)) parts.push(quoted(value));
    else if (isNumber(value)) parts.push(String(value));
    else if (value === null) parts.push('NULL');
    else return undefined;
  }
  return `{${parts.join()}}`;
}
