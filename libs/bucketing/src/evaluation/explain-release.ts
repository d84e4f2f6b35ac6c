import type { ReleaseDefinition } from '../definition/release-definition.js';
import type { ReleaseQuestion } from './evaluate-release.js';
import {
  canary,
  completed,
  digestGiven,
  placeIn,
  production,
  RELEASE_RULES,
  routingKeyGiven,
  started,
  traffic,
} from './evaluate-release.js';
import type { Explanation } from './evaluation.js';
import type { ReleaseEvaluation, ReleaseInput } from './release-evaluation.js';
import type { RuleViews } from './rules.js';
import { explained } from './rules.js';

type Inputs = Readonly<Record<string, unknown>>;

const status = ({ release }: ReleaseQuestion): Inputs => ({ status: release.status });
const place = ({ release, input }: ReleaseQuestion): Inputs => ({
  ...{ dividedBy: release.routingKey, routingKey: input.routingKey },
  ...{ place: placeIn(input), percentage: release.percentage },
});

const trafficInputs = ({ release, input }: ReleaseQuestion): Inputs => ({
  environment: release.environment,
  traffic: input.environment ?? 'production',
});

export const RELEASE_VIEWS: RuleViews<ReleaseQuestion, ReleaseEvaluation> = new Map([
  [started, { name: 'started', inputs: status }],
  [completed, { name: 'completed', inputs: status }],
  [routingKeyGiven, { name: 'routing key given' }],
  [
    production,
    { name: 'production', inputs: ({ release }): Inputs => ({ environment: release.environment }) },
  ],
  [traffic, { name: 'traffic', inputs: trafficInputs }],
  [
    digestGiven,
    { name: 'digest given', inputs: ({ input }): Inputs => ({ given: input.digest !== undefined }) },
  ],
  [canary, { name: 'canary', inputs: place }],
]);

/** The same evaluation with every rule that was asked on the way, and what it looked at. */
export const explainRelease = (
  release: ReleaseDefinition,
  input: ReleaseInput,
): Explanation<ReleaseEvaluation> => explained(RELEASE_RULES, RELEASE_VIEWS, { release, input });
