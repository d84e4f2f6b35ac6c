import type { ExperimentDefinition, Hashing, Overrides, TargetingRule } from '@assay/bucketing';
import { DEFINITION_FORMAT } from '@assay/bucketing';
import type { References } from '../references/references.js';
import { NO_REFERENCES } from '../references/references.js';
import { resolveSegments } from '../references/resolve-segments.js';
import type { ExistingExperiment, ExperimentDesign, RunState } from './experiment-state.js';
import { conclusionOf, currentRun } from './experiment-state.js';
import { referencedBy } from './referenced-by.js';
import { revisionOf, revisionWith } from './revision.js';

const NO_RUN = { run: null, phase: null, salt: null, weightsChanged: false } as const;

/** Units of an imported experiment were assigned elsewhere: here it serves control, and its winner once it has one. */
function servedStatus(state: ExistingExperiment): ExperimentDefinition['status'] {
  if (state.status === 'concluded') return 'concluded';
  if (state.status === 'archived') return state.conclusion === null ? 'draft' : 'archived';
  if (state.design.origin === 'imported') return 'draft';
  return state.status === 'reopened' ? 'running' : state.status;
}

function runOf(state: ExistingExperiment): Pick<RunState, 'revision'> & Partial<RunState> {
  return currentRun(state) ?? { revision: revisionOf(state, { run: 0, phase: 0, salt: '' }) };
}

const ruleOf = (rule: Readonly<Record<string, unknown>>, references: References): TargetingRule =>
  resolveSegments(rule as unknown as TargetingRule, (segment) => references.segmentHash(segment));

function overridesOf({ overrides }: ExistingExperiment, references: References): Overrides {
  const units = overrides.flatMap(({ digest, variant }) =>
    digest === undefined ? [] : [{ digest, variant }],
  );
  const rules = overrides.flatMap(({ when, variant }) =>
    when === undefined ? [] : [{ when: ruleOf(when, references), variant }],
  );
  return { ...(units.length === 0 ? {} : { units }), ...(rules.length === 0 ? {} : { rules }) };
}

function hashingOf({ hashing }: ExperimentDesign): { readonly hashing?: Hashing } {
  if (hashing === undefined) return {};
  const { algorithm, gate, text } = hashing;
  const rules = { ...(gate === undefined ? {} : { gate }), ...(text === undefined ? {} : { text }) };
  return { hashing: { algorithm, ...rules } };
}

/** What is there of what an experiment may leave out. */
function optionalParts(state: ExistingExperiment, references: References): Partial<ExperimentDefinition> {
  const { design } = state;
  const { key, layer, holdouts, prerequisites, targeting, experimentType, unitType } = design;
  const nobody = { layer: layer ?? '', salt: '', ranges: [] };
  const bucketVersion = currentRun(state)?.bucketVersion ?? 1;
  return {
    unitType,
    ...(state.overrides.length === 0 ? {} : { overrides: overridesOf(state, references) }),
    ...(holdouts === undefined ? {} : { holdouts }),
    ...(layer === undefined ? {} : { layer: references.layerSlot(layer, key) ?? nobody }),
    ...(prerequisites === undefined ? {} : { prerequisites }),
    ...(targeting === undefined ? {} : { targeting: ruleOf(targeting, references) }),
    ...hashingOf(design),
    ...(bucketVersion === 1 ? {} : { bucketVersion }),
    ...(experimentType === 'bandit' ? { bandit: true } : {}),
  };
}

/**
 * All that evaluation needs of an experiment, together with the present state of what it refers to. The revision is
 * the content hash over both.
 */
export function compileExperiment(
  state: ExistingExperiment,
  references: References = NO_REFERENCES,
): ExperimentDefinition {
  const { design, variants } = state;
  const { run, phase, salt, revision, weightsChanged } = { ...NO_RUN, ...runOf(state) };
  return {
    kind: 'experiment',
    format: DEFINITION_FORMAT,
    key: design.key,
    status: servedStatus(state),
    controlOnly: state.status === 'reopened',
    winner: conclusionOf(state)?.winner ?? null,
    ...{ run, phase, salt, weightsChanged },
    revision: revisionWith(revision, referencedBy(state, references)),
    trafficAllocation: design.trafficAllocation,
    variants: variants.map(({ key, name, isControl, weight, config }) => ({
      ...{ key, name, isControl, weight, config },
    })),
    ...optionalParts(state, references),
  };
}
