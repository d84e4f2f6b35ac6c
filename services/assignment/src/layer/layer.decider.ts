import type { BucketRange, DefinitionProblem } from '@assay/bucketing';
import { BUCKETS, checkLayer } from '@assay/bucketing';
import type { EventMetadata, LayerEvent } from '@assay/contracts';
import { canonicalJson, LayerCreated, LayerSlotGiven, LayerSlotReleased, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import { firstFree, freeBuckets, widthOf } from './ranges.js';

export interface LayerState {
  readonly status: 'existing';
  readonly key: string;
  readonly name: string;
  readonly salt: string;
  /** The buckets of each experiment. */
  readonly slots: Readonly<Record<string, readonly BucketRange[]>>;
  readonly version: number;
}

export type LayerStream = { readonly status: 'absent' } | LayerState;

interface Command<Type extends string> {
  readonly type: Type;
  readonly metadata: EventMetadata;
}

export interface CreateLayer extends Command<'CreateLayer'> {
  readonly layer: LayerCreated['data'];
}

/** Gives an experiment a share of the layer: so many percent of what is free, or these very ranges. */
export interface GiveSlot extends Command<'GiveSlot'> {
  readonly experiment: string;
  readonly wanted: { readonly percent: number } | { readonly ranges: readonly BucketRange[] };
  readonly reason?: string;
}

export interface ReleaseSlot extends Command<'ReleaseSlot'> {
  readonly experiment: string;
  readonly reason?: string;
}

export type LayerCommand = CreateLayer | GiveSlot | ReleaseSlot;

export type LayerRefusal =
  | { readonly code: 'LAYER_NOT_FOUND' }
  | { readonly code: 'LAYER_EXISTS'; readonly key: string }
  | { readonly code: 'RANGES_INVALID'; readonly problems: readonly DefinitionProblem[] }
  | { readonly code: 'LAYER_FULL'; readonly wantedPercent: number; readonly freePercent: number }
  | { readonly code: 'SLOT_UNCHANGED'; readonly experiment: string }
  | { readonly code: 'SLOT_NOT_FOUND'; readonly experiment: string };

type Outcome = Decision<LayerEvent, LayerRefusal>;

const accept = (event: LayerEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: LayerRefusal): Outcome => ({ outcome: 'refused', refusal });
const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });

function without<Value>(slots: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(slots).filter(([experiment]) => experiment !== name));
}

function give({ metadata, experiment, wanted, reason }: GiveSlot, state: LayerState): Outcome {
  const others = without(state.slots, experiment);
  const own = Object.hasOwn(state.slots, experiment) ? (state.slots[experiment] ?? []) : [];
  const given = 'ranges' in wanted ? wanted.ranges : sized(wanted.percent, own, others);
  if (given === undefined) {
    const free = widthOf(freeBuckets(Object.values(others).flat()));
    const wantedPercent = 'percent' in wanted ? wanted.percent : 0;
    return refuse({ code: 'LAYER_FULL', wantedPercent, freePercent: free / (BUCKETS / 100) });
  }
  const parts = Object.entries(others).map(([name, ranges]) => ({ experiment: name, ranges }));
  const problems = checkLayer([...parts, { experiment, ranges: given }], 'slots');
  if (problems.length > 0) return refuse({ code: 'RANGES_INVALID', problems });
  if (canonicalJson(given) === canonicalJson(own)) return refuse({ code: 'SLOT_UNCHANGED', experiment });
  return accept(newEvent(LayerSlotGiven, metadata, { experiment, ranges: [...given], ...because(reason) }));
}

/** So many percent: what it has already, and then the first that are free. */
function sized(
  percent: number,
  own: readonly BucketRange[],
  others: Readonly<Record<string, readonly BucketRange[]>>,
): readonly BucketRange[] | undefined {
  const width = Math.round((percent * BUCKETS) / 100);
  const has = widthOf(own);
  if (width <= has) return firstFree(own, width);
  const more = firstFree(freeBuckets([...Object.values(others).flat(), ...own]), width - has);
  return more && [...own, ...more];
}

function release({ metadata, experiment, reason }: ReleaseSlot, state: LayerState): Outcome {
  if (!Object.hasOwn(state.slots, experiment)) return refuse({ code: 'SLOT_NOT_FOUND', experiment });
  return accept(newEvent(LayerSlotReleased, metadata, { experiment, ...because(reason) }));
}

function decide(command: LayerCommand, state: LayerStream): Outcome {
  if (command.type === 'CreateLayer')
    return state.status === 'absent'
      ? accept(newEvent(LayerCreated, command.metadata, command.layer))
      : refuse({ code: 'LAYER_EXISTS', key: state.key });
  if (state.status === 'absent') return refuse({ code: 'LAYER_NOT_FOUND' });
  return command.type === 'GiveSlot' ? give(command, state) : release(command, state);
}

function evolve(state: LayerStream, event: LayerEvent): LayerStream {
  if (event.type === 'LayerCreated') return { status: 'existing', ...event.data, slots: {}, version: 1 };
  if (state.status === 'absent') return state;
  const { experiment } = event.data;
  const others = without(state.slots, experiment);
  const slots = event.type === 'LayerSlotGiven' ? { ...others, [experiment]: event.data.ranges } : others;
  return { ...state, slots, version: state.version + 1 };
}

/** A layer: experiments with disjoint parts of one set of buckets. Nobody's part moves when another one changes. */
export const layerDecider: Decider<LayerStream, LayerCommand, LayerEvent, LayerRefusal> = {
  initial: { status: 'absent' },
  evolve,
  decide,
};
