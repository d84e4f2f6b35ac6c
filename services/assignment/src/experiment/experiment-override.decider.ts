import { canonicalJson, newEvent, OverrideRemoved, OverrideSet } from '@assay/contracts';
import type { OverrideCommand, RemoveOverride, SetOverride } from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, because, refuse } from './experiment-outcome.js';
import { withOverride } from './experiment-plan.fold.js';
import { inStatus, unknownVariant } from './experiment-rules.js';
import type { ExistingExperiment, ExperimentState, Override } from './experiment-state.js';
import { currentRun } from './experiment-state.js';
import { revisionOf } from './revision.js';

/** Groups belong into a segment. */
const MOST_OVERRIDES = 1_000;

const CHANGEABLE = ['draft', 'scheduled', 'running', 'paused', 'reopened'] as const;

/** Overrides begin no phase: nobody who takes part by chance is drawn differently. */
function placeOf(experiment: ExistingExperiment, overrides: readonly Override[]) {
  const current = currentRun(experiment);
  const place = current ?? { run: 0, phase: 0, salt: '' };
  const revision = revisionOf({ ...experiment, overrides }, place);
  return { run: current?.run ?? null, phase: current?.phase ?? null, revision };
}

function set({ metadata, override, reason }: SetOverride, state: ExperimentState): Outcome {
  const found = inStatus(state, ...CHANGEABLE);
  if ('refusal' in found) return refuse(found.refusal);
  const { overrides, variants } = found.experiment;
  const unknown = unknownVariant(variants, override.variant, 'variant');
  if (unknown !== undefined) return refuse(unknown);
  const before = overrides.find(({ id }) => id === override.id);
  if (before !== undefined && canonicalJson(before) === canonicalJson(override))
    return refuse({ code: 'NOTHING_CHANGED', path: 'variant', value: override.variant });
  if (before === undefined && overrides.length >= MOST_OVERRIDES)
    return refuse({ code: 'TOO_MANY_OVERRIDES', count: overrides.length + 1, limit: MOST_OVERRIDES });
  const place = placeOf(found.experiment, withOverride(overrides, override));
  const { when, ...rest } = override;
  const rule = when === undefined ? {} : { when: { ...when } };
  return accept(newEvent(OverrideSet, metadata, { ...rest, ...rule, ...place, ...because(reason) }));
}

function remove({ metadata, id, reason }: RemoveOverride, state: ExperimentState): Outcome {
  const found = inStatus(state, ...CHANGEABLE);
  if ('refusal' in found) return refuse(found.refusal);
  const { overrides } = found.experiment;
  const others = overrides.filter((override) => override.id !== id);
  if (others.length === overrides.length) return refuse({ code: 'OVERRIDE_NOT_FOUND', id });
  const place = placeOf(found.experiment, others);
  return accept(newEvent(OverrideRemoved, metadata, { id, ...place, ...because(reason) }));
}

/** Who gets a variant without randomisation. */
export const decideOverride = (command: OverrideCommand, state: ExperimentState): Outcome =>
  command.type === 'SetOverride' ? set(command, state) : remove(command, state);
