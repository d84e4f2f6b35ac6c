import {
  canonicalJson,
  derivedId,
  ExperimentCreated,
  ExperimentEdited,
  newEvent,
  VariantAdded,
  VariantChanged,
  VariantRemoved,
} from '@assay/contracts';
import type {
  AddVariant,
  ChangeVariant,
  CreateExperiment,
  DesignChanges,
  DraftCommand,
  EditExperiment,
  RemoveVariant,
} from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, because, refuse } from './experiment-outcome.js';
import { inStatus, variantNotFound, variantProblem } from './experiment-rules.js';
import type { ExperimentDesign, ExperimentState, Variant } from './experiment-state.js';

function create({ metadata, design, variants }: CreateExperiment, state: ExperimentState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'EXPERIMENT_EXISTS', key: design.key });
  const added: Variant[] = [];
  for (const [index, variant] of variants.entries()) {
    const problem = variantProblem(added, variant, `variants[${String(index)}].`);
    if (problem !== undefined) return refuse(problem);
    added.push(variant);
  }
  const causationid = metadata.id;
  const variantEvents = added.map((variant) => {
    const id = derivedId(causationid, 'VariantAdded', variant.key);
    return newEvent(VariantAdded, { ...metadata, id, causationid }, variant);
  });
  return accept(newEvent(ExperimentCreated, metadata, design), ...variantEvents);
}

/** The design with some members changed; members that may be left out are taken away by `null`. */
export function editedDesign(design: ExperimentDesign, changes: DesignChanges): ExperimentDesign {
  const nullable = new Set(['primaryMetric', 'plannedUnits']);
  const merged = Object.entries({ ...design, ...changes }).filter(
    ([field, value]) => value !== undefined && (value !== null || nullable.has(field)),
  );
  return Object.fromEntries(merged) as ExperimentDesign;
}

/** The field that was to be changed, or all of them. */
function sameAsBefore(changes: DesignChanges): { readonly path: string; readonly value: unknown } {
  const [first, ...others] = Object.entries(changes).filter(([, value]) => value !== undefined);
  return first === undefined || others.length > 0
    ? { path: '', value: changes }
    : { path: first[0], value: first[1] };
}

function edit({ metadata, changes, reason }: EditExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft');
  if ('refusal' in found) return refuse(found.refusal);
  const design = editedDesign(found.experiment.design, changes);
  if (canonicalJson(design) === canonicalJson(found.experiment.design))
    return refuse({ code: 'NOTHING_CHANGED', ...sameAsBefore(changes) });
  return accept(newEvent(ExperimentEdited, metadata, { design, ...because(reason) }));
}

function addVariant({ metadata, variant }: AddVariant, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft');
  if ('refusal' in found) return refuse(found.refusal);
  const problem = variantProblem(found.experiment.variants, variant, '');
  return problem === undefined ? accept(newEvent(VariantAdded, metadata, variant)) : refuse(problem);
}

function changeVariant({ metadata, variant, changes }: ChangeVariant, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft');
  if ('refusal' in found) return refuse(found.refusal);
  const { variants } = found.experiment;
  const before = variants.find(({ key }) => key === variant);
  if (before === undefined) return refuse(variantNotFound(variants, variant));
  const after = { ...before, ...changes };
  const others = variants.filter(({ key }) => key !== variant);
  const problem = variantProblem(others, after, '');
  if (problem !== undefined) return refuse(problem);
  if (canonicalJson(after) === canonicalJson(before))
    return refuse({ code: 'NOTHING_CHANGED', path: 'variant', value: variant });
  return accept(newEvent(VariantChanged, metadata, after));
}

function removeVariant({ metadata, variant }: RemoveVariant, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft');
  if ('refusal' in found) return refuse(found.refusal);
  const { variants } = found.experiment;
  return variants.some(({ key }) => key === variant)
    ? accept(newEvent(VariantRemoved, metadata, { key: variant }))
    : refuse(variantNotFound(variants, variant));
}

/** What may be done to an experiment that has not begun. */
export function decideDraft(command: DraftCommand, state: ExperimentState): Outcome {
  switch (command.type) {
    case 'CreateExperiment':
      return create(command, state);
    case 'EditExperiment':
      return edit(command, state);
    case 'AddVariant':
      return addVariant(command, state);
    case 'ChangeVariant':
      return changeVariant(command, state);
    case 'RemoveVariant':
      return removeVariant(command, state);
  }
}
