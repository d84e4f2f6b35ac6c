import type { HoldoutDefinition, Prerequisite } from '../definition/definition.js';
import { holdoutSalt, isWithinShare } from '../hash/bucket.js';
import type { FlagEvaluation } from './evaluation.js';
import type { ExperimentQuestion, ExperimentRule } from './experiment-question.js';
import { factsOf, serveControl } from './experiment-question.js';

/** Those that apply: the global ones, and those that the experiment names and that have not ended. */
export function holdoutsOf({ definition, snapshot }: ExperimentQuestion): readonly HoldoutDefinition[] {
  const global = snapshot.globalHoldouts();
  if (definition.holdouts === undefined) return global;
  const named = definition.holdouts.map((key) => snapshot.holdout(key));
  return [...global, ...named.filter((each) => each !== undefined)];
}

export const isHeldOut = ({ salt, percent }: HoldoutDefinition, unit: string): boolean =>
  isWithinShare(holdoutSalt(salt), unit, percent);

export const holdout: ExperimentRule = {
  decide(question) {
    for (const each of holdoutsOf(question))
      if (isHeldOut(each, question.input.unit)) return serveControl(question.definition, 'holdout');
    return undefined;
  },
};

export const layer: ExperimentRule = {
  concerns: ({ definition }) => definition.layer !== undefined,
  decide({ prepared, definition, input }) {
    const bucket = prepared.layerBucket?.(input.unit);
    if (bucket === undefined || definition.layer === undefined) return undefined;
    const isInside = definition.layer.ranges.some(({ from, to }) => bucket >= from && bucket < to);
    return isInside ? undefined : serveControl(definition, 'not_in_layer');
  },
};

/** Chains of prerequisites longer than this are not followed: they are refused when they are defined. */
export const LONGEST_CHAIN = 10;

function servedBy(evaluation: FlagEvaluation): string | null {
  if ('enabled' in evaluation) return evaluation.enabled ? 'on' : 'off';
  return evaluation.kind === 'experiment' && evaluation.reason !== 'unavailable' ? evaluation.variant : null;
}

/** What another flag serves this unit; null where that cannot be told. */
export function servedVariant(question: ExperimentQuestion, { flag: key }: Prerequisite): string | null {
  const { snapshot, input, depth, evaluateFlag } = question;
  const flag = snapshot.flag(key);
  if (flag === undefined || depth >= LONGEST_CHAIN) return null;
  const run = flag.kind === 'experiment' ? flag.run : null;
  const { unit, attributes, stickyOf } = input;
  const sticky = run === null ? undefined : stickyOf?.(key, run);
  return servedBy(evaluateFlag(snapshot, flag, { unit, attributes, stickyOf, sticky }, depth + 1));
}

function isMet(question: ExperimentQuestion, prerequisite: Prerequisite): boolean {
  const served = servedVariant(question, prerequisite);
  return served !== null && prerequisite.variants.includes(served);
}

export const prerequisites: ExperimentRule = {
  concerns: ({ definition }) => definition.prerequisites !== undefined,
  decide(question) {
    const { definition } = question;
    const areMet = definition.prerequisites?.every((each) => isMet(question, each)) ?? true;
    return areMet ? undefined : serveControl(definition, 'prerequisite_failed');
  },
};

export const targeting: ExperimentRule = {
  concerns: (prepared) => prepared.targeting !== undefined,
  decide(question) {
    const rule = question.prepared.targeting;
    return rule === undefined || rule.holds?.(factsOf(question))
      ? undefined
      : serveControl(question.definition, 'targeting_mismatch');
  },
};
