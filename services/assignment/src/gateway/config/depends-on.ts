import type { RolloutDefinition } from '@assay/bucketing';
import { streamId } from '@assay/contracts';
import type { ExistingExperiment } from '../../experiment/experiment-state.js';
import { segmentsNamed } from '../../experiment/referenced-by.js';
import { namedSegments } from '../../references/named-segments.js';

/** Stands for the holdouts that every experiment of a project has. */
export const globalHoldouts = (project: string): string => `${project}/holdout`;

/** The streams whose changes change what an experiment is compiled to. */
export function experimentDependsOn(project: string, state: ExistingExperiment): readonly string[] {
  const { layer, holdouts = [], prerequisites = [] } = state.design;
  return [
    globalHoldouts(project),
    ...(layer === undefined ? [] : [streamId(project, 'layer', layer)]),
    ...holdouts.map((key) => streamId(project, 'holdout', key)),
    ...prerequisites.map(({ flag }) => streamId(project, 'experiment', flag)),
    ...segmentsNamed(state).map((key) => streamId(project, 'segment', key)),
  ];
}

/** The streams whose changes change what a rollout is compiled to. */
export const rolloutDependsOn = (project: string, definition: RolloutDefinition): readonly string[] =>
  namedSegments(definition).map(({ segment }) => streamId(project, 'segment', segment));
