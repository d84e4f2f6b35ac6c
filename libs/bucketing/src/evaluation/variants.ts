import type { ExperimentDefinition, VariantDefinition } from '../definition/definition.js';

/** The variant served outside of the randomisation: the control, or the first where none is marked. */
export const controlOf = (definition: ExperimentDefinition): VariantDefinition | undefined =>
  definition.variants.find((variant) => variant.isControl) ?? definition.variants[0];

export const variantNamed = (
  definition: ExperimentDefinition,
  key: string | null,
): VariantDefinition | undefined => definition.variants.find((variant) => variant.key === key);
