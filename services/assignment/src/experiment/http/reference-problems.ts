import { ConflictProblem, UnprocessableProblem } from '@assay/platform';
import { definitionProblem } from '../../problems/definition-problem.js';
import type { ReferenceRefusal } from '../reference-refusal.js';
import type { ProblemTable } from './problem-table.js';
import { field } from './problem-table.js';

/** Refusals of what an experiment refers to. */
export const REFERENCE_PROBLEMS: ProblemTable<ReferenceRefusal['code']> = {
  DEFINITION_INVALID: ({ problems }) => definitionProblem(problems),
  METRIC_INVALID: ({ code, path, value, detail }) =>
    new UnprocessableProblem(code, detail, field(path, value, detail)),
  SEGMENT_UNKNOWN: ({ code, path, segment }) =>
    new UnprocessableProblem(
      code,
      `there is no segment "${segment}"`,
      field(path, segment, 'must be the key of a segment'),
    ),
  LAYER_UNKNOWN: ({ code, layer }) =>
    new UnprocessableProblem(
      code,
      `there is no layer "${layer}"`,
      field('layer', layer, 'must be the key of a layer'),
    ),
  LAYER_SLOT_MISSING: ({ code, layer }, experiment) =>
    new ConflictProblem(
      code,
      `experiment "${experiment}" has no part of layer "${layer}" yet: nobody could take part`,
      field('layer', layer, 'must have given the experiment a part before it starts'),
    ),
  HOLDOUT_UNKNOWN: ({ code, path, holdout }) =>
    new UnprocessableProblem(
      code,
      `there is no holdout "${holdout}"`,
      field(path, holdout, 'must be the key of a group holdout that has not ended'),
    ),
  HOLDOUT_IS_GLOBAL: ({ code, path, holdout }) =>
    new UnprocessableProblem(
      code,
      `holdout "${holdout}" is global: it applies without being named`,
      field(path, holdout, 'must be a group holdout'),
    ),
};
