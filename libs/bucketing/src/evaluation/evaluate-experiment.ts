import type { ExperimentDefinition, FlagDefinition, RolloutDefinition } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { NO_SNAPSHOT } from '../snapshot/snapshot-of.js';
import { holdout, layer, prerequisites, targeting } from './audience.rules.js';
import { sticky, trafficAllocation, weights } from './draw.rules.js';
import { evaluateRollout, hasUnitLists } from './evaluate-rollout.js';
import type {
  ExperimentEvaluation,
  ExperimentInput,
  FlagEvaluation,
  MissingFlag,
  RolloutInput,
} from './evaluation.js';
import type { ExperimentQuestion, ExperimentRule } from './experiment-question.js';
import { forced, ruleOverride, unitOverride } from './override.rules.js';
import type { PreparedExperiment } from './prepared-experiment.js';
import { preparedOf } from './prepared-experiment.js';
import { askRelease } from './release-engine.js';
import type { RuleSet } from './rules.js';
import { firstAnswer } from './rules.js';
import { available, concluded, paused, readable, rolledBack, started, unitGiven } from './status.rules.js';
import { unitDigestText } from './unit-digest.js';

interface ExperimentRules extends RuleSet<ExperimentQuestion, ExperimentEvaluation> {
  readonly rules: readonly ExperimentRule[];
}

/** Every rule, in the order in which they are asked. */
export const EXPERIMENT_RULES: ExperimentRules = {
  rules: [
    readable,
    concluded,
    rolledBack,
    paused,
    started,
    available,
    unitGiven,
    forced,
    unitOverride,
    ruleOverride,
    holdout,
    layer,
    prerequisites,
    targeting,
    trafficAllocation,
    sticky,
  ],
  otherwise: weights,
};

/** A definition that units can ask. */
interface Ready {
  readonly prepared: PreparedExperiment;
  /** Without those that always pass here: most experiments have neither layer nor prerequisites nor targeting. */
  readonly rules: ExperimentRules;
}

const ready = new WeakMap<ExperimentDefinition, Ready>();
const ruleSets = new Map<string, ExperimentRules>();

// Experiments that need the same rules share one set, so that a thousand of them stay in the processor's cache.
function rulesFor(prepared: PreparedExperiment): ExperimentRules {
  const all = EXPERIMENT_RULES.rules;
  const rules = all.filter((rule) => rule.concerns?.(prepared) ?? true);
  const places = rules.map((rule) => all.indexOf(rule)).join();
  const known = ruleSets.get(places) ?? { rules, otherwise: weights };
  ruleSets.set(places, known);
  return known;
}

function readyOf(definition: ExperimentDefinition): Ready {
  const known = ready.get(definition);
  if (known !== undefined) return known;
  const prepared = preparedOf(definition);
  const fresh = { prepared, rules: rulesFor(prepared) };
  ready.set(definition, fresh);
  return fresh;
}

/** What a rollout needs of a unit: with lists, the digest; with segments, the attributes and where they are. */
export function rolloutInput(
  rollout: RolloutDefinition,
  { unit, unitDigest, attributes }: ExperimentInput,
  snapshot: Snapshot,
): RolloutInput {
  const { digest } = snapshot;
  const listed = hasUnitLists(rollout)
    ? { unitDigest: unitDigest ?? digest?.(unitDigestText(rollout.key, unit)) }
    : {};
  if (rollout.segments === undefined) return { unit, ...listed };
  return { unit, ...listed, attributes, segment: (key, hash) => snapshot.segment(key, hash) };
}

function evaluateAt(
  definition: ExperimentDefinition,
  input: ExperimentInput,
  snapshot: Snapshot,
  depth: number,
): ExperimentEvaluation {
  const { prepared, rules } = readyOf(definition);
  return firstAnswer(rules, { prepared, definition, input, snapshot, depth, evaluateFlag });
}

export const missing = (key: string): MissingFlag => ({ kind: 'missing', key, reason: 'flag_not_found' });

export function evaluateFlag(
  snapshot: Snapshot,
  flag: FlagDefinition,
  input: ExperimentInput,
  depth: number,
): FlagEvaluation {
  if (flag.kind === 'rollout') return evaluateRollout(flag, rolloutInput(flag, input, snapshot));
  if (flag.kind === 'release') return askRelease(flag, input, snapshot) ?? missing(flag.key);
  return evaluateAt(flag, input, snapshot, depth);
}

/**
 * Which variant does this unit get, and why? The first rule that has an answer: concluded (the winner to all), rolled
 * back or paused (control to all), forced variants, holdouts, the layer, prerequisites, targeting, the traffic gate,
 * the assignment the unit already has, and last the weights. The gate and the weights use different salts of the
 * run. Never throws; what cannot be told here (`unavailable`) is control, outside of the experiment.
 * @param definition the compiled experiment; immutable, because what is worked out of it is kept
 * @param input the unit, its attributes, and its assignment in this run when it is known
 * @param snapshot where holdouts, segments, other flags and algorithms are looked up
 * @returns the variant with its reason; `inExperiment` only where chance chose it
 * @see https://www.exp-platform.com/Documents/2013%20controlledExperimentsAtScale.pdf for salted assignment
 * @example evaluateExperiment(definition, { unit: 'visitor-1' }).variant // 'treatment'
 */
export const evaluateExperiment = (
  definition: ExperimentDefinition,
  input: ExperimentInput,
  snapshot: Snapshot = NO_SNAPSHOT,
): ExperimentEvaluation => evaluateAt(definition, input, snapshot, 0);

/** The question that an explanation asks every rule. */
export const questionOf = (
  definition: ExperimentDefinition,
  input: ExperimentInput,
  snapshot: Snapshot,
): ExperimentQuestion => ({
  prepared: preparedOf(definition),
  definition,
  input,
  snapshot,
  depth: 0,
  evaluateFlag,
});
