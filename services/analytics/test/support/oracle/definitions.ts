import type {
  DimensionRegistered,
  DimensionRemoved,
  EventEnvelope,
  ExperimentCreated,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricDaysCounted,
  MetricSpec,
} from '@assay/contracts';
import { isOfType } from './of-type.js';

/** What is measured in an experiment, as its definitions say in the end. */
export interface Known {
  readonly slots: readonly KnownSlot[];
  readonly weighted: boolean;
  readonly dimensions: readonly string[];
}

interface KnownSlot {
  readonly spec: MetricSpec;
  readonly version: number;
  /** Where it is not counted under the key of the metric. */
  readonly key?: string;
  /** Only what happens on this day since first exposure. */
  readonly day?: number;
}

type Change = ExperimentMetricSet | MetricCapFrozen | MetricDaysCounted;
const CHANGES = ['ExperimentMetricSet', 'MetricCapFrozen', 'MetricDaysCounted'];

export function definitionsOf(
  events: readonly EventEnvelope[],
  { project, experiment }: { readonly project: string; readonly experiment: string },
): Known {
  const dimensions = dimensionsIn(events.filter((event) => event.project === project));
  const created = events
    .filter(isOfType<ExperimentCreated>('ExperimentCreated'))
    .find((event) => event.project === project && event.data.key === experiment);
  if (created === undefined) return { slots: [], weighted: false, dimensions };
  const { primaryMetric, secondaryMetrics, experimentType } = created.data;
  const changes = events
    .filter((event): event is Change => CHANGES.includes(event.type))
    .filter((event) => event.project === project && event.data.experiment === experiment)
    .sort(byVersion);
  const slots = new Slots();
  for (const spec of primaryMetric === null ? secondaryMetrics : [primaryMetric, ...secondaryMetrics])
    slots.set(spec);
  for (const change of changes)
    if (change.type === 'ExperimentMetricSet') slots.set(change.data.metric);
    else if (change.type === 'MetricDaysCounted') slots.count(change.data.metric, change.data.days);
    else slots.freeze(change.data);
  return { slots: slots.all, weighted: experimentType === 'bandit', dimensions };
}

const byVersion = (one: EventEnvelope, other: EventEnvelope): number =>
  (one.streamversion ?? 0) - (other.streamversion ?? 0);

/** Those that are registered in the end. */
function dimensionsIn(events: readonly EventEnvelope[]): readonly string[] {
  const registered = new Set<string>();
  const changes = [
    ...events.filter(isOfType<DimensionRegistered>('DimensionRegistered')),
    ...events.filter(isOfType<DimensionRemoved>('DimensionRemoved')),
  ];
  for (const { type, data } of changes.sort(byVersion))
    if (type === 'DimensionRegistered') registered.add(data.attribute);
    else registered.delete(data.attribute);
  return [...registered];
}

class Slots {
  readonly all: KnownSlot[] = [];
  private readonly days = new Map<string, number>();

  set(spec: MetricSpec): void {
    this.add({ spec });
    const { denominator, where: _, ...rest } = spec;
    if (denominator?.cap !== undefined && 'percentile' in denominator.cap)
      this.add({
        key: `${spec.key}~denominator`,
        spec: { ...rest, type: 'mean', measure: 'count', ...denominator },
      });
    this.onDays(spec, 0);
  }

  count(key: string, days: number): void {
    const before = this.days.get(key) ?? 0;
    this.days.set(key, days);
    const spec = this.latest(key);
    if (spec !== undefined) this.onDays(spec, before);
  }

  freeze({ metric, cap, part }: MetricCapFrozen['data']): void {
    const spec = this.latest(metric);
    if (spec === undefined) return;
    const { denominator } = spec;
    if (part === undefined) this.set({ ...spec, cap: { value: cap } });
    else if (denominator !== undefined)
      this.set({ ...spec, denominator: { ...denominator, cap: { value: cap } } });
  }

  /** The days that the window reaches, of the metric without a covariate and without percentiles. */
  private onDays(spec: MetricSpec, from: number): void {
    const { cuped: _, cap, denominator, ...plain } = spec;
    const value = <Capped extends { cap?: MetricSpec['cap'] }>(of: Capped) =>
      of.cap !== undefined && 'value' in of.cap ? { cap: of.cap } : {};
    const { cap: __, ...below } = denominator ?? { event: '' };
    const whole: MetricSpec = {
      ...plain,
      ...value({ cap }),
      ...(denominator === undefined ? {} : { denominator: { ...below, ...value(denominator) } }),
    };
    const end = spec.windowHours === null ? Infinity : (spec.delayHours ?? 0) + spec.windowHours;
    for (let day = from; day < (this.days.get(spec.key) ?? 0) && day * 24 < end; day += 1)
      this.add({ spec: whole, key: `${spec.key}~day-${String(day)}`, day });
  }

  private latest(key: string): MetricSpec | undefined {
    return this.all.findLast((slot) => slot.key === undefined && slot.spec.key === key)?.spec;
  }

  private add(slot: Omit<KnownSlot, 'version'>): void {
    const key = slot.key ?? slot.spec.key;
    const version = 1 + this.all.filter((one) => (one.key ?? one.spec.key) === key).length;
    this.all.push({ ...slot, version });
  }
}
