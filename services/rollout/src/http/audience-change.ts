import type { ListChange } from '@assay/contracts';
import { ValidationProblem } from '@assay/platform';
import { digests } from '../rollout-handling/compile-rollout.js';
import type { AudienceChange } from '../rollout/audience/audience.js';
import type { AudienceDto, ListChangeDto } from './audience.dto.js';

function listChange(key: string, list: string, change: ListChangeDto): ListChange {
  const { add = [], remove = [] } = change;
  const both = remove.find((unit) => add.includes(unit));
  if (both !== undefined)
    throw new ValidationProblem([
      { path: `${list}.remove`, value: both, message: 'is added and removed: give it once' },
    ]);
  return {
    ...(add.length > 0 ? { add: digests(key, add) } : {}),
    ...(remove.length > 0 ? { remove: digests(key, remove) } : {}),
  };
}

/** What is recorded of a change: listed units as digests. */
export function audienceChangeOf(key: string, { allow, deny, segments }: AudienceDto): AudienceChange {
  if (allow === undefined && deny === undefined && segments === undefined)
    throw new ValidationProblem([{ path: 'allow', message: 'give allow, deny or segments' }]);
  return {
    ...(allow && { allow: listChange(key, 'allow', allow) }),
    ...(deny && { deny: listChange(key, 'deny', deny) }),
    ...(segments && { segments: { ...segments } }),
  };
}
