import type { ExperimentCreated, MetricCapFrozen, MetricSpec } from '@assay/contracts';
import type { CompiledSlot, Contribution } from './compiled-slot.js';
import { compileSlots } from './compiled-slot.js';
import type { MetricSlot } from './metric-slot.js';

export type FrozenCap = Pick<MetricCapFrozen['data'], 'metric' | 'percentile' | 'cap' | 'part'>;

/** A metric that was set, its cap that was frozen, a metric that was archived, or is to be counted by day. */
export type WaitingChange =
  MetricSpec | FrozenCap | { readonly archived: string } | { readonly metric: string; readonly days: number };

/** What is measured in an experiment. Later versions only append slots: the order is that of the values kept. */
export interface StoredDefinitions {
  readonly version: number;
  readonly slots: readonly MetricSlot[];
  /** Bandits: each unit counts with the inverse of its propensity as well. */
  readonly weighted: boolean;
  /** What came before the experiment itself was known, in its order. */
  readonly waiting: readonly WaitingChange[];
  /** By metric: on how many days since first exposure it is counted by itself. */
  readonly days?: Readonly<Record<string, number>>;
  /** The last version applied of the stream that further metrics come from. */
  readonly changes: number;
}

/** A registered attribute by whose values results are broken down. */
export interface Dimension {
  readonly attribute: string;
  readonly maxValues: number;
  /** How often it was registered and removed. */
  readonly changes: number;
  /** Units do not carry it any more; its place stays. */
  readonly removed: boolean;
}

/** The definitions ready for folding. */
export interface Definitions {
  readonly version: number;
  readonly slots: readonly CompiledSlot[];
  /** How many amounts a unit keeps. */
  readonly width: number;
  readonly byEvent: ReadonlyMap<string, readonly Contribution[]>;
  /** Milliseconds from first exposure to the first instant that counts: negative where there is a pre-period. */
  readonly earliest: number;
  readonly dimensions: readonly Dimension[];
  readonly weighted: boolean;
  /** Up to which run the figures are final: units are not counted in those any more. 0: in all. */
  readonly closedTo: number;
}

/** Definitions by experiment, of one project. */
export type DefinitionsOf = (experiment: string) => Definitions;

/** Stands for an experiment that is not known yet: exposures are kept, values come with the definition. */
export const UNKNOWN_EXPERIMENT: Definitions = {
  version: 0,
  slots: [],
  width: 0,
  byEvent: new Map(),
  earliest: 0,
  dimensions: [],
  weighted: false,
  closedTo: 0,
};

/** Changes of dimensions count as versions of every experiment of their project, so that units know which they have. */
export function compileDefinitions(
  { version, slots, weighted }: Pick<StoredDefinitions, 'version' | 'slots' | 'weighted'>,
  dimensions: readonly Dimension[],
): Definitions {
  const changes = dimensions.reduce((sum, one) => sum + one.changes, 0);
  return { version: version + changes, dimensions, weighted, closedTo: 0, ...compileSlots(slots, weighted) };
}

/** The metrics of a design: the primary one first, then secondary ones and guardrails, each key once. */
export function metricsAtCreation(
  data: Pick<ExperimentCreated['data'], 'primaryMetric' | 'secondaryMetrics' | 'guardrails'>,
): readonly MetricSpec[] {
  const guardrails = (data.guardrails ?? []).flatMap((one) => (one.kind === 'metric' ? [one.metric] : []));
  const primary = data.primaryMetric === null ? [] : [data.primaryMetric];
  const all = [...primary, ...data.secondaryMetrics, ...guardrails];
  const keys = all.map(({ key }) => key);
  return all.filter(({ key }, place) => keys.indexOf(key) === place);
}
