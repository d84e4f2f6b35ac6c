import { EventTypeName } from '@assay/contracts';
import { compileCheck, ValidationProblem } from '@assay/platform';

const VERSION = /^(?:W\/)?"?(\d{1,9})"?$/;

const nameCheck = compileCheck(EventTypeName);

/**
 * The name of an event type in an address.
 * @throws ValidationProblem for what clients could not send
 */
export function eventTypeName(name: string): string {
  const problem = nameCheck(name);
  if (problem !== undefined) throw new ValidationProblem([{ ...problem, path: 'name' }]);
  return name;
}

/**
 * The version that `If-Match` asks for, 0 for a type that must be new; `*` and no header ask for none.
 * @throws ValidationProblem for what is no version
 */
export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = VERSION.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw new ValidationProblem([{ path: 'If-Match', value: header, message: 'must be a version, as "3"' }]);
}
