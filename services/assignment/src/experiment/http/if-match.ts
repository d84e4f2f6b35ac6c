import { ValidationProblem } from '@assay/platform';

const VERSION = /^(?:W\/)?"?([1-9][0-9]{0,8})"?$/;

/**
 * The version that `If-Match` asks for; `*` and no header ask for none.
 * @throws ValidationProblem for what is no version
 */
export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = VERSION.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw new ValidationProblem([{ path: 'If-Match', value: header, message: 'must be a version, as "3"' }]);
}
