import type { EventMetadata } from '@assay/contracts';
import { DimensionRegistered, DimensionRemoved, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

export interface RegisterDimension {
  readonly type: 'RegisterDimension';
  readonly metadata: EventMetadata;
  readonly attribute: string;
  /** Where none is named, a dimension that comes back has the bound that it had. */
  readonly maxValues?: number;
}

export interface RemoveDimension {
  readonly type: 'RemoveDimension';
  readonly metadata: EventMetadata;
  readonly attribute: string;
  readonly reason?: string;
}

/** How many values are kept apart, by attribute, in the order they were registered in. */
export type MaxValues = Readonly<Record<string, number>>;

export interface Dimensions {
  readonly registered: MaxValues;
  /** Those that were removed. */
  readonly removed: MaxValues;
}

export type DimensionRefusal =
  | { readonly code: 'TOO_MANY_DIMENSIONS'; readonly most: number; readonly ever: number }
  | { readonly code: 'DIMENSION_REGISTERED'; readonly maxValues: number }
  | { readonly code: 'DIMENSION_NOT_FOUND'; readonly known: readonly string[] };

type Event = DimensionRegistered | DimensionRemoved;
type Outcome = Decision<Event, DimensionRefusal>;

/** Every unit carries its values of all of them. */
const MOST = 10;
/** Those that were removed keep their place in what is stored of a unit. */
const MOST_EVER = 50;
export const USUAL_VALUES = 500;

const refuse = (refusal: DimensionRefusal): Outcome => ({ outcome: 'refused', refusal });

function register(
  { attribute, maxValues, metadata }: RegisterDimension,
  { registered, removed }: Dimensions,
): Outcome {
  // Which values are kept apart was decided with this bound, and has to stay as it is.
  const known = registered[attribute] ?? removed[attribute];
  if (registered[attribute] !== undefined || (known !== undefined && known !== (maxValues ?? known)))
    return refuse({ code: 'DIMENSION_REGISTERED', maxValues: known ?? USUAL_VALUES });
  const live = Object.keys(registered).length;
  const isNew = known === undefined;
  if (live >= MOST || (isNew && live + Object.keys(removed).length >= MOST_EVER))
    return refuse({ code: 'TOO_MANY_DIMENSIONS', most: MOST, ever: MOST_EVER });
  const data = { attribute, maxValues: maxValues ?? known ?? USUAL_VALUES };
  return { outcome: 'accepted', events: [newEvent(DimensionRegistered, metadata, data)] };
}

function remove({ attribute, reason, metadata }: RemoveDimension, { registered }: Dimensions): Outcome {
  if (registered[attribute] === undefined)
    return refuse({ code: 'DIMENSION_NOT_FOUND', known: Object.keys(registered) });
  const data = reason === undefined ? { attribute } : { attribute, reason };
  return { outcome: 'accepted', events: [newEvent(DimensionRemoved, metadata, data)] };
}

function evolve({ registered, removed }: Dimensions, event: Event): Dimensions {
  const { attribute } = event.data;
  const bounds = { ...removed, ...registered };
  if (event.type === 'DimensionRegistered')
    return {
      registered: { ...registered, [attribute]: event.data.maxValues },
      removed: without(removed, attribute),
    };
  return {
    registered: without(registered, attribute),
    removed: { ...removed, [attribute]: bounds[attribute] ?? USUAL_VALUES },
  };
}

const without = (bounds: MaxValues, attribute: string): MaxValues =>
  Object.fromEntries(Object.entries(bounds).filter(([one]) => one !== attribute));

/** The attributes by whose values a project's results are broken down. */
export const dimensionsDecider: Decider<
  Dimensions,
  RegisterDimension | RemoveDimension,
  Event,
  DimensionRefusal
> = {
  initial: { registered: {}, removed: {} },
  evolve,
  decide: (command, state) =>
    command.type === 'RegisterDimension' ? register(command, state) : remove(command, state),
};
