import { ConflictProblem, UnprocessableProblem } from '@assay/platform';
import type { BanditRefusal } from '../experiment-refusal.js';
import type { ProblemTable } from './problem-table.js';
import { field } from './problem-table.js';

/** Refusals of bandits. */
export const BANDIT_PROBLEMS: ProblemTable<BanditRefusal['code']> = {
  BANDIT_SETTINGS_UNUSED: ({ code, experimentType }) =>
    new UnprocessableProblem(
      code,
      `an experiment of the type ${experimentType} has no use for the settings of a bandit`,
      field('experimentType', experimentType, 'must be bandit, or bandit left out'),
    ),
  BANDIT_WITHOUT_METRIC: ({ code }, experiment) =>
    new UnprocessableProblem(
      code,
      `bandit "${experiment}" has no primary metric: nothing tells its arms apart`,
      field('primaryMetric', null, 'must be given before a bandit starts'),
    ),
  BANDIT_METRIC_UNSUITED: ({ code, policy, type }) =>
    new UnprocessableProblem(
      code,
      `the policy ${policy} cannot follow a metric of the type ${type}`,
      field(
        'primaryMetric.type',
        type,
        policy === 'ucb1'
          ? 'must be proportion or retention: ucb1 needs rewards from 0 to 1'
          : 'must not be quantile: a quantile is no mean of rewards',
      ),
    ),
  TOO_MANY_ARMS: ({ code, count, limit }) =>
    new UnprocessableProblem(
      code,
      `${String(count)} arms are more than the ${String(limit)} of a bandit`,
      field('variants', count, `must be ${String(limit)} at most`),
    ),
  BANDIT_FLOOR_TOO_HIGH: ({ code, floor, arms }) =>
    new UnprocessableProblem(
      code,
      `a floor of ${String(floor)} for each of ${String(arms)} arms leaves nothing to decide`,
      field('bandit.floor', floor, `must be below ${(1 / arms).toFixed(4)}`),
    ),
  BANDIT_KEEPS_WEIGHTS: ({ code, because }) =>
    new ConflictProblem(code, `the weights stay as they are: ${because}`),
};
