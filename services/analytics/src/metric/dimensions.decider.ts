import type { EventMetadata } from '@assay/contracts';
import { DimensionRegistered, newEvent } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

export interface RegisterDimension {
  readonly type: 'RegisterDimension';
  readonly metadata: EventMetadata;
  readonly data: DimensionRegistered['data'];
}

/** How many values are kept apart, by attribute, in the order they were registered in. */
export type Dimensions = Readonly<Record<string, number>>;

export type DimensionRefusal =
  | { readonly code: 'TOO_MANY_DIMENSIONS'; readonly most: number }
  | { readonly code: 'DIMENSION_REGISTERED'; readonly maxValues: number };

/** Every unit carries its values of all of them. */
const MOST = 10;

/** The attributes by whose values a project's results are broken down. */
export const dimensionsDecider: Decider<
  Dimensions,
  RegisterDimension,
  DimensionRegistered,
  DimensionRefusal
> = {
  initial: {},
  evolve: (state, { data }) => ({ ...state, [data.attribute]: data.maxValues }),
  decide: ({ data, metadata }, state) => {
    const maxValues = state[data.attribute];
    if (maxValues !== undefined)
      return { outcome: 'refused', refusal: { code: 'DIMENSION_REGISTERED', maxValues } };
    if (Object.keys(state).length >= MOST)
      return { outcome: 'refused', refusal: { code: 'TOO_MANY_DIMENSIONS', most: MOST } };
    return { outcome: 'accepted', events: [newEvent(DimensionRegistered, metadata, data)] };
  },
};
