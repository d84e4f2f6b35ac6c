import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import type { ProblemTable } from './problem-table.js';
import { field, list } from './problem-table.js';

/** Refusals of schedules, overrides and the checklist. */
export const PLAN_PROBLEMS: ProblemTable<
  | 'SCHEDULE_EMPTY'
  | 'SCHEDULE_IN_PAST'
  | 'SCHEDULE_OUT_OF_ORDER'
  | 'SCHEDULE_STARTED'
  | 'NOTHING_SCHEDULED'
  | 'NOTHING_DUE'
  | 'CHECKLIST_INCOMPLETE'
  | 'CHECKLIST_ITEM_NOT_FOUND'
  | 'CHECKLIST_ITEM_SEEN'
  | 'OVERRIDE_NOT_FOUND'
  | 'TOO_MANY_OVERRIDES'
  | 'IMPORTED_ELSEWHERE'
> = {
  SCHEDULE_EMPTY: ({ code }) =>
    new UnprocessableProblem(
      code,
      'a schedule needs a start, an end or a step of a ramp',
      field('startAt', null, 'must be given, or endAt or ramp'),
    ),
  SCHEDULE_IN_PAST: ({ code, path, value, now }) =>
    new UnprocessableProblem(code, `${value} is over`, field(path, value, `must be later than ${now}`)),
  SCHEDULE_OUT_OF_ORDER: ({ code, path, value, after }) =>
    new UnprocessableProblem(
      code,
      `${value} is not later than ${after}, which comes before it`,
      field(path, value, `must be later than ${after}`),
    ),
  SCHEDULE_STARTED: ({ code, path, value, status }, experiment) =>
    new ConflictProblem(
      code,
      `experiment "${experiment}" is ${status}: it cannot start at ${value}`,
      field(path, value, 'must be left out once the experiment has started'),
    ),
  NOTHING_SCHEDULED: ({ code }, experiment) =>
    new NotFoundProblem(
      code,
      `nothing is scheduled for experiment "${experiment}"`,
      field('schedule', null, 'must be there to be cancelled'),
    ),
  NOTHING_DUE: ({ code, now, next }) =>
    new ConflictProblem(code, `nothing is due at ${now}; next: ${next ?? 'nothing'}`),
  CHECKLIST_INCOMPLETE: ({ code, stage, missing }, experiment) =>
    new ConflictProblem(
      code,
      `experiment "${experiment}" waits for its checklist (${stage}): ${list(missing)}`,
      field('checklist', missing, 'must be done first, because requireChecklist is set'),
    ),
  CHECKLIST_ITEM_NOT_FOUND: ({ code, item, known }) =>
    new NotFoundProblem(
      code,
      `the checklist has no item "${item}" for people to tick`,
      field('item', item, `must be one of: ${list(known)}`),
    ),
  CHECKLIST_ITEM_SEEN: ({ code, item }) =>
    new ConflictProblem(
      code,
      `"${item}" is ticked by the system when it sees that it is done`,
      field('item', item, 'must be an item that people tick'),
    ),
  OVERRIDE_NOT_FOUND: ({ code, id }) =>
    new NotFoundProblem(
      code,
      `there is no override "${id}"`,
      field('override', id, 'must be the id of an override'),
    ),
  TOO_MANY_OVERRIDES: ({ code, count, limit }) =>
    new UnprocessableProblem(
      code,
      `${String(count)} overrides are more than the ${String(limit)} there may be`,
      field('overrides', count, `must be ${String(limit)} at most; larger groups are what segments are for`),
    ),
  IMPORTED_ELSEWHERE: ({ code, command }, experiment) =>
    new ConflictProblem(
      code,
      `units of experiment "${experiment}" are assigned elsewhere: it cannot ${command}`,
      field('origin', 'imported', 'must be "assigned"'),
    ),
};
