import type { EventEnvelope } from '@assay/contracts';
import type { ExperimentDesign, Override } from '../experiment/experiment-state.js';
import { segmentsNamed } from '../experiment/referenced-by.js';

export interface NamedStreams {
  readonly experiments: readonly string[];
  readonly layers: readonly string[];
  readonly holdouts: readonly string[];
  readonly segments: readonly string[];
}

function designIn({ type, data }: EventEnvelope): ExperimentDesign | undefined {
  if (type === 'ExperimentCreated') return data as ExperimentDesign;
  return type === 'ExperimentEdited' ? (data as { readonly design: ExperimentDesign }).design : undefined;
}

const overrideIn = ({ type, data }: EventEnvelope): readonly Override[] =>
  type === 'OverrideSet' ? [data as Override] : [];

const each = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Whatever an experiment has ever referred to, by the events of its stream. */
export function streamsNamedIn(events: readonly EventEnvelope[]): NamedStreams {
  const designs = events.flatMap((event) => designIn(event) ?? []);
  const overrides = events.flatMap(overrideIn);
  const segments = designs.flatMap((design) => segmentsNamed({ design, overrides }));
  return {
    experiments: each(designs.flatMap(({ prerequisites = [] }) => prerequisites.map(({ flag }) => flag))),
    layers: each(designs.flatMap(({ layer }) => layer ?? [])),
    holdouts: each(designs.flatMap(({ holdouts = [] }) => holdouts)),
    segments: each(segments),
  };
}
