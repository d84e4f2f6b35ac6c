import type { PolicyDocument as Document } from '@assay/contracts';
import { PolicyDocument } from '@assay/contracts';
import type { FieldError } from '@assay/platform';
import { compileCheck, ValidationProblem } from '@assay/platform';
import { isTimeZone } from '@assay/approvals';

const check = compileCheck(PolicyDocument);

const isShaped = (value: unknown): value is Document => check(value) === undefined;

const wrong = (path: string, value: unknown, message: string): FieldError => ({
  path,
  value,
  message,
  code: 'FIELD_INVALID',
});

/** What a schema cannot say. */
function contradictions({ rules }: Document): readonly FieldError[] {
  const names = rules.map(({ name }) => name);
  return rules.flatMap(({ name, windows = [], freezes = [] }, index) => {
    const at = `document.rules[${String(index)}]`;
    return [
      ...(names.indexOf(name) === index ? [] : [wrong(`${at}.name`, name, 'another rule has this name')]),
      ...windows.flatMap(({ from, to, timeZone }, place) => [
        ...(from < to ? [] : [wrong(`${at}.windows[${String(place)}].to`, to, `must be later than ${from}`)]),
        ...(isTimeZone(timeZone)
          ? []
          : [
              wrong(
                `${at}.windows[${String(place)}].timeZone`,
                timeZone,
                'is no time zone, as Europe/Berlin',
              ),
            ]),
      ]),
      ...freezes.flatMap(({ from, to }, place) =>
        Date.parse(from) < Date.parse(to)
          ? []
          : [wrong(`${at}.freezes[${String(place)}].to`, to, `must be later than ${from}`)],
      ),
    ];
  });
}

/** A policy out of what somebody sent. @throws ValidationProblem naming every field that is wrong */
export function readPolicy(value: unknown): Document {
  if (!isShaped(value)) {
    const { path, ...found } = check(value) ?? wrong('', value, 'is no policy');
    throw new ValidationProblem([{ ...found, path: ['document', path].filter(Boolean).join('.') }]);
  }
  const found = contradictions(value);
  if (found.length > 0) throw new ValidationProblem(found);
  return value;
}
