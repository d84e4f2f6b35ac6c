import { DEFINITION_FORMAT } from '../definition/definition.js';
import type { ExperimentQuestion, ExperimentRule } from './experiment-question.js';
import { serve, serveControl } from './experiment-question.js';
import type { PreparedExperiment } from './prepared-experiment.js';
import { absentOf } from './segment-engine.js';
import { variantNamed } from './variants.js';

const isNewer = ({ definition }: PreparedExperiment): boolean => (definition.format ?? 1) > DEFINITION_FORMAT;

/** A definition of a newer format may mean something else than it seems to: control, until this code is newer. */
export const readable: ExperimentRule = {
  concerns: isNewer,
  decide: ({ prepared, definition }) =>
    isNewer(prepared) ? serveControl(definition, 'unavailable') : undefined,
};

const isOver = ({ definition: { status } }: PreparedExperiment): boolean =>
  status === 'concluded' || status === 'archived';

export const concluded: ExperimentRule = {
  concerns: isOver,
  decide: ({ prepared, definition }) => {
    if (!isOver(prepared)) return undefined;
    const winner = variantNamed(definition, definition.winner);
    return winner === undefined ? serveControl(definition, 'no_winner') : serve(definition, winner, 'winner');
  },
};

export const rolledBack: ExperimentRule = {
  concerns: ({ definition }) => definition.controlOnly,
  decide: ({ definition }) => (definition.controlOnly ? serveControl(definition, 'rolled_back') : undefined),
};

export const paused: ExperimentRule = {
  concerns: ({ definition }) => definition.status === 'paused',
  decide: ({ definition }) =>
    definition.status === 'paused' ? serveControl(definition, 'paused') : undefined,
};

const isIdle = ({ definition }: PreparedExperiment): boolean =>
  definition.status !== 'running' || definition.salt === null || definition.variants.length === 0;

export const started: ExperimentRule = {
  concerns: isIdle,
  decide: ({ prepared, definition }) =>
    isIdle(prepared) ? serveControl(definition, 'not_started') : undefined,
};

const hasUnreadableRule = ({ targeting, ruleOverrides }: PreparedExperiment): boolean =>
  (targeting !== undefined && targeting.holds === undefined) ||
  ruleOverrides.some(({ holds }) => holds === undefined);

/** What this experiment needs and nobody has here: half of a rule must not decide. */
export function missingParts({ prepared, snapshot }: ExperimentQuestion): readonly string[] {
  const { segments, hashing } = prepared;
  const absent = absentOf(segments, (key, hash) => snapshot.segment(key, hash));
  const hasAlgorithm = prepared.builtIn !== undefined || snapshot.algorithm(hashing.algorithm) !== undefined;
  return [
    ...(hasUnreadableRule(prepared) ? ['a rule that this version cannot read'] : []),
    ...absent.map(({ segment, hash }) => `segment ${segment} ${hash}`),
    ...(hasAlgorithm ? [] : [`algorithm ${hashing.algorithm}`]),
  ];
}

export const available: ExperimentRule = {
  concerns: (prepared) =>
    hasUnreadableRule(prepared) || prepared.segments.length > 0 || prepared.builtIn === undefined,
  decide: (question) =>
    missingParts(question).length > 0 ? serveControl(question.definition, 'unavailable') : undefined,
};

export const unitGiven: ExperimentRule = {
  decide: ({ definition, input }) =>
    input.unit === '' ? serveControl(definition, 'unit_missing') : undefined,
};
