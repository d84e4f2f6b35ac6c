import type { InteractionEvent, UnitExposed } from '@assay/contracts';
import type { IngestContext } from './read-raw-event.js';

/** What is wrong with an event that was taken all the same. */
export interface Warning {
  readonly index: number;
  readonly path: string;
  readonly message: string;
  readonly code?: string;
}

type Note = Omit<Warning, 'index'>;

/**
 * An activation that nobody knows here may have begun a moment ago: its outcomes are taken, and count as soon as the log
 * has told of it.
 */
function unknownActivation(event: InteractionEvent, { knowsActivation }: IngestContext): Note | undefined {
  if (event.type !== 'OutcomeRecorded') return undefined;
  const { flag, activation } = event.data;
  if (flag === undefined || activation === undefined) return undefined;
  if (knowsActivation(flag, activation)) return undefined;
  const message = `${activation} is no activation of a rollout or release "${flag}": it counts for none until there is one`;
  return { path: 'activation', message, code: 'ACTIVATION_UNKNOWN' };
}

/** The experiment may have been created a moment ago: its exposures are taken, and count as soon as there is one. */
function unknownExposure({ data }: UnitExposed, { variantsOf }: IngestContext): Note | undefined {
  const { experiment, variant } = data;
  const variants = variantsOf(experiment);
  if (variants === undefined) {
    const message = `there is no experiment "${experiment}": its exposures are in no report until there is one`;
    return { path: 'experiment', message, code: 'EXPERIMENT_UNKNOWN' };
  }
  if (variants.has(variant)) return undefined;
  const message = `"${variant}" is no variant of "${experiment}", which has ${[...variants].join(', ')}: it is compared with none`;
  return { path: 'variant', message, code: 'VARIANT_UNKNOWN' };
}

const schemaProblem = (event: InteractionEvent): Note | undefined =>
  event.type === 'InteractionRecorded' && event.data.schemaProblem !== undefined
    ? { path: '', message: event.data.schemaProblem }
    : undefined;

/** What the answer says of an event that was taken; undefined where there is nothing to say. */
export const noteOn = (event: InteractionEvent, context: IngestContext): Note | undefined =>
  event.type === 'UnitExposed'
    ? unknownExposure(event, context)
    : (schemaProblem(event) ?? unknownActivation(event, context));
