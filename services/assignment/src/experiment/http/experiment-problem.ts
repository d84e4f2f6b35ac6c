import { statusInWords } from '@assay/contracts';
import type { Problem } from '@assay/platform';
import {
  ConflictProblem,
  NotFoundProblem,
  PreconditionFailedProblem,
  UnprocessableProblem,
} from '@assay/platform';
import type { ExperimentRefusal } from '../experiment-refusal.js';
import { BANDIT_PROBLEMS } from './bandit-problems.js';
import { PLAN_PROBLEMS } from './plan-problems.js';
import type { ProblemTable } from './problem-table.js';
import { field, list } from './problem-table.js';
import { REFERENCE_PROBLEMS } from './reference-problems.js';

const PROBLEMS: ProblemTable<ExperimentRefusal['code']> = {
  ...BANDIT_PROBLEMS,
  ...PLAN_PROBLEMS,
  ...REFERENCE_PROBLEMS,
  EXPERIMENT_NOT_FOUND: ({ code }, experiment) =>
    new NotFoundProblem(
      code,
      `there is no experiment "${experiment}"`,
      field('experiment', experiment, 'must be the key or number of an experiment'),
    ),
  EXPERIMENT_EXISTS: ({ code, key }) =>
    new ConflictProblem(
      code,
      `there is an experiment "${key}" already`,
      field('key', key, 'must be a key that no experiment has'),
    ),
  WRONG_STATUS: ({ code, status, allowed }, experiment) => {
    const wanted = allowed.map(statusInWords).join(' or ');
    return new ConflictProblem(
      code,
      `experiment "${experiment}" is ${statusInWords(status)}; this needs it to be ${wanted}`,
      status === 'reopened'
        ? field('controlOnly', true, `must be false (start a new run), and the experiment ${wanted}`)
        : field('status', status, `must be ${wanted}`),
    );
  },
  STALE_VERSION: ({ code, expected, actual }, experiment) =>
    new PreconditionFailedProblem(
      code,
      `experiment "${experiment}" is at version ${String(actual)}, not ${String(expected)}`,
      field('expectedVersion', expected, `must be ${String(actual)}, the current version`),
    ),
  VARIANT_EXISTS: ({ code, path, variant }) =>
    new ConflictProblem(
      code,
      `there is a variant "${variant}" already`,
      field(path, variant, 'must be a key that no other variant has'),
    ),
  SECOND_CONTROL: ({ code, path, variant, control }) =>
    new UnprocessableProblem(
      code,
      `variant "${variant}" cannot be a control: "${control}" is one`,
      field(path, true, 'must be false: there is one control'),
    ),
  TOO_MANY_VARIANTS: ({ code, count, limit }) =>
    new UnprocessableProblem(
      code,
      `${String(count)} variants are more than the ${String(limit)} there may be`,
      field('variants', count, `must be ${String(limit)} at most`),
    ),
  TOO_FEW_VARIANTS: ({ code, count, least }, experiment) =>
    new UnprocessableProblem(
      code,
      `experiment "${experiment}" has ${String(count)} variants; it needs ${String(least)} to start`,
      field('variants', count, `must be ${String(least)} at least, one of them the control`),
    ),
  NO_CONTROL: ({ code, variants }, experiment) =>
    new UnprocessableProblem(
      code,
      `experiment "${experiment}" has no control among its variants (${list(variants)})`,
      field('variants', variants, 'must have one with isControl true'),
    ),
  VARIANT_UNKNOWN: ({ code, path, variant, known }) =>
    new UnprocessableProblem(
      code,
      `there is no variant "${variant}"`,
      field(path, variant, `must be one of: ${list(known)}`),
    ),
  VARIANT_NOT_FOUND: ({ code, variant, known }, experiment) =>
    new NotFoundProblem(
      code,
      `experiment "${experiment}" has no variant "${variant}"`,
      field('variant', variant, `must be one of: ${list(known)}`),
    ),
  START_TIME_NOT_ALLOWED: ({ code, startedAt }) =>
    new UnprocessableProblem(
      code,
      'only imported experiments have a start of their own; others start now',
      field('startedAt', startedAt, 'must be left out, or the experiment created with origin "imported"'),
    ),
  START_IN_FUTURE: ({ code, startedAt, now }) =>
    new UnprocessableProblem(
      code,
      `${startedAt} has not come yet`,
      field('startedAt', startedAt, `must be ${now} at the latest`),
    ),
  NOTHING_CHANGED: ({ code, path, value }) =>
    new ConflictProblem(
      code,
      `${path === '' ? 'everything in the body' : path} is what it should become already`,
      field(path, value, path === '' ? 'must have a field that differs' : 'must differ from what it is'),
    ),
  ALREADY_ANSWERED: ({ code, request }) => new ConflictProblem(code, `request ${request} has been answered`),
  EVIDENCE_IS_OLD: ({ code, run, since, runningSince }) =>
    new ConflictProblem(
      code,
      `the evidence is of run ${String(run)} since ${since}; it has been running since ${runningSince}`,
    ),
};

/** The refusal of a command as the caller sees it. */
export const experimentProblem = (refusal: ExperimentRefusal, experiment: string): Problem =>
  (PROBLEMS[refusal.code] as (refusal: ExperimentRefusal, experiment: string) => Problem)(
    refusal,
    experiment,
  );
