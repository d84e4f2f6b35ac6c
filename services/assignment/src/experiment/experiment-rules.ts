import { banditProblem } from './experiment-bandit.rules.js';
import type { ExperimentCommand } from './experiment-command.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import type { ExistingExperiment, ExperimentState, ExperimentStatus, Variant } from './experiment-state.js';

/** More would leave too few units for each, and every one of them has a bucket of its own. */
export const MOST_VARIANTS = 50;
const LEAST_VARIANTS = 2;

export type Found<Status extends ExperimentStatus> =
  | { readonly experiment: Extract<ExistingExperiment, { status: Status }> }
  | { readonly refusal: ExperimentRefusal };

/** The experiment in one of these states, or the refusal. */
export function inStatus<Status extends ExperimentStatus>(
  state: ExperimentState,
  ...allowed: readonly Status[]
): Found<Status> {
  if (state.status === 'absent') return { refusal: { code: 'EXPERIMENT_NOT_FOUND' } };
  const { status } = state;
  if (!(allowed as readonly ExperimentStatus[]).includes(status))
    return { refusal: { code: 'WRONG_STATUS', status, allowed } };
  return { experiment: state as Extract<ExistingExperiment, { status: Status }> };
}

export function staleVersion(
  { expectedVersion }: ExperimentCommand,
  { version }: ExperimentState,
): ExperimentRefusal | undefined {
  return expectedVersion === undefined || expectedVersion === version
    ? undefined
    : { code: 'STALE_VERSION', expected: expectedVersion, actual: version };
}

/** What is wrong with one more variant beside those that are there. */
export function variantProblem(
  existing: readonly Variant[],
  added: Variant,
  path: string,
): ExperimentRefusal | undefined {
  if (existing.length >= MOST_VARIANTS)
    return { code: 'TOO_MANY_VARIANTS', count: existing.length + 1, limit: MOST_VARIANTS };
  if (existing.some((variant) => variant.key === added.key))
    return { code: 'VARIANT_EXISTS', path: `${path}key`, variant: added.key };
  const control = existing.find((variant) => variant.isControl);
  if (added.isControl && control !== undefined)
    return { code: 'SECOND_CONTROL', path: `${path}isControl`, variant: added.key, control: control.key };
  return undefined;
}

/** What keeps an experiment with this design and these variants from starting. */
export function startProblem({
  design,
  variants,
}: Pick<ExistingExperiment, 'design' | 'variants'>): ExperimentRefusal | undefined {
  if (variants.length < LEAST_VARIANTS)
    return { code: 'TOO_FEW_VARIANTS', count: variants.length, least: LEAST_VARIANTS };
  if (!variants.some((variant) => variant.isControl))
    return { code: 'NO_CONTROL', variants: variants.map((variant) => variant.key) };
  return banditProblem(design, variants);
}

/** The command is about a variant that there is not. */
export const variantNotFound = (variants: readonly Variant[], variant: string): ExperimentRefusal => ({
  code: 'VARIANT_NOT_FOUND',
  variant,
  known: variants.map(({ key }) => key),
});

/** The command names a variant that there is not. */
export function unknownVariant(
  variants: readonly Variant[],
  named: string,
  path: string,
): ExperimentRefusal | undefined {
  const known = variants.map((variant) => variant.key);
  return known.includes(named) ? undefined : { code: 'VARIANT_UNKNOWN', path, variant: named, known };
}
