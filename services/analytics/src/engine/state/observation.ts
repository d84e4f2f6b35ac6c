import type {
  EventEnvelope,
  InteractionRecorded,
  OutcomeRecorded,
  UnitAliased,
  UnitErased,
  UnitExposed,
} from '@assay/contracts';
import { LEAST_PROPENSITY, RANDOMISED_REASONS } from '@assay/contracts';
import type { Attributes } from './attributes.js';
import type { Micros } from './micros.js';
import { microsOf } from './micros.js';
import { UnreadableTimeError } from './unreadable-time.error.js';

/** A unit saw the variant it was randomised into. */
export interface Exposure {
  readonly kind: 'exposure';
  readonly id: string;
  readonly time: number;
  readonly experiment: string;
  readonly run: number;
  readonly phase: number;
  readonly variant: string;
  readonly propensity: number;
  readonly attributes: Attributes | undefined;
}

/** A unit did something that metrics may count. */
export interface Interaction {
  readonly kind: 'interaction';
  readonly time: number;
  readonly name: string;
  readonly micros: Micros;
  readonly attributes: Attributes | undefined;
}

/** A request of a unit succeeded or failed; `flag` is empty when it was not said under which flag. */
interface Outcome {
  readonly kind: 'outcome';
  readonly time: number;
  readonly flag: string;
  readonly success: boolean;
}

/** What happens to a unit besides its exposures. */
export type Happening = Interaction | Outcome;
export type Observation = Exposure | Happening;

export type ObservedEvent = UnitExposed | InteractionRecorded | OutcomeRecorded | UnitAliased | UnitErased;

/** Said of the unit itself: it holds whenever it comes, and of nobody whom the unit turned out to be. */
export const isOfUnitItself = ({ type }: Pick<EventEnvelope, 'type'>): boolean =>
  type === 'UnitAliased' || type === 'UnitErased';

const timeOf = (event: EventEnvelope): number => {
  const time = Date.parse(event.time);
  if (Number.isNaN(time)) throw new UnreadableTimeError(event.id, event.time);
  return time;
};

/** Whether chance decided an exposure, with a propensity that units can be weighted by. */
export const isByChance = ({
  reason,
  propensity,
}: Pick<UnitExposed['data'], 'reason' | 'propensity'>): boolean =>
  RANDOMISED_REASONS.has(reason) && propensity >= LEAST_PROPENSITY;

/** When it happened, and what it says about its unit: undefined for an exposure that is not {@link isByChance}. */
export function observe(event: ObservedEvent): {
  readonly time: number;
  readonly seen: Observation | undefined;
} {
  const time = timeOf(event);
  switch (event.type) {
    case 'UnitExposed':
      return { time, seen: exposureOf(event, time) };
    case 'InteractionRecorded': {
      const { name, value, attributes } = event.data;
      const micros = value === undefined ? 0 : microsOf(value);
      return { time, seen: { kind: 'interaction', time, name, micros, attributes } };
    }
    case 'OutcomeRecorded':
      return {
        time,
        seen: { kind: 'outcome', time, flag: event.data.flag ?? '', success: event.data.success },
      };
    case 'UnitAliased':
    case 'UnitErased':
      return { time, seen: undefined };
  }
}

function exposureOf({ id, data }: UnitExposed, time: number): Exposure | undefined {
  if (!isByChance(data)) return undefined;
  const { experiment, run, phase, variant, propensity, attributes } = data;
  return {
    kind: 'exposure',
    id: id.toLowerCase(),
    time,
    experiment,
    run,
    phase,
    variant,
    propensity,
    attributes,
  };
}
