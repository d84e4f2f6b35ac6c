import type {
  AssignmentReason,
  DataOf,
  EventDefinition,
  EventEnvelope,
  Guardrail,
  MetricSpec,
} from '@assay/contracts';
import {
  DimensionRegistered,
  DimensionRemoved,
  ExperimentCreated,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  InteractionRecorded,
  MetricCapFrozen,
  MetricDaysCounted,
  newEvent,
  OutcomeRecorded,
  streamId,
  timeOrderedId,
  UnitAliased,
  UnitErased,
  UnitExposed,
} from '@assay/contracts';

export const HOUR = 3_600_000;
/** The instant all test data begin at. */
export const START = Date.parse('2026-03-01T00:00:00.000Z');

const PROJECT = 'default';
const at = (time: number): string => new Date(time).toISOString();

const metadata = (id: string, subject: string, time: number, project = PROJECT) => ({
  id,
  source: 'test',
  subject,
  time: at(time),
  project,
  actor: 'test',
  correlationid: id,
});

interface Where {
  readonly unit: string;
  readonly time: number;
  /** Tells events of the same unit and time apart. */
  readonly id?: string;
  readonly project?: string;
}

const idOf = ({ unit, time, id = '' }: Where, what: string): string => timeOrderedId(time, unit, what, id);

export function exposure(
  where: Where & {
    readonly experiment: string;
    readonly variant: string;
    readonly run?: number;
    readonly phase?: number;
    readonly reason?: AssignmentReason;
    readonly propensity?: number;
    readonly attributes?: Readonly<Record<string, unknown>>;
  },
): EventEnvelope {
  const { unit, time, experiment, variant, run = 1, phase = 1, reason = 'split' } = where;
  const { propensity = 0.5, attributes } = where;
  const id = idOf(where, `exposure ${experiment} ${String(run)} ${String(phase)} ${variant}`);
  return newEvent(UnitExposed, metadata(id, unit, time, where.project), {
    unit,
    experiment,
    run,
    phase,
    variant,
    reason,
    propensity,
    receivedAt: at(time),
    ...(attributes === undefined ? {} : { attributes: { ...attributes } }),
  });
}

export function interaction(
  where: Where & {
    readonly name: string;
    readonly value?: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
  },
): EventEnvelope {
  const { unit, time, name, value, attributes } = where;
  const shared = { unit, name, receivedAt: at(time) };
  const data = attributes === undefined ? shared : { ...shared, attributes: { ...attributes } };
  return newEvent(
    InteractionRecorded,
    metadata(idOf(where, name), unit, time, where.project),
    value === undefined ? data : { ...data, value },
  );
}

export function outcome(
  where: Where & { readonly success: boolean; readonly flag?: string; readonly latencyMs?: number },
): EventEnvelope {
  const { unit, time, success, flag, latencyMs } = where;
  const told = { unit, success, receivedAt: at(time) };
  const data = latencyMs === undefined ? told : { ...told, latencyMs };
  return newEvent(
    OutcomeRecorded,
    metadata(idOf(where, `outcome ${flag ?? ''}`), unit, time, where.project),
    flag === undefined ? data : { ...data, flag },
  );
}

export const metric = (key: string, rest: Partial<Omit<MetricSpec, 'key'>> = {}): MetricSpec => ({
  key,
  type: 'proportion',
  event: key,
  direction: 'increase',
  windowHours: null,
  ...rest,
});

/** What is measured in an experiment, and what pauses it. */
export interface Measured {
  readonly primary: MetricSpec | null;
  readonly secondary?: readonly MetricSpec[];
  readonly guardrails?: readonly Guardrail[];
}

export function experimentCreated(
  key: string,
  metrics: Measured,
  {
    project = PROJECT,
    type = 'ab_test',
  }: { readonly project?: string; readonly type?: 'ab_test' | 'bandit' } = {},
): EventEnvelope {
  const event = newEvent(
    ExperimentCreated,
    metadata(timeOrderedId(START, project, key), streamId(project, 'experiment', key), START, project),
    {
      key,
      number: 1,
      name: key,
      hypothesis: '',
      experimentType: type,
      origin: 'assigned',
      unitType: 'user',
      trafficAllocation: 100,
      primaryMetric: metrics.primary,
      secondaryMetrics: [...(metrics.secondary ?? [])],
      plannedUnits: null,
      ...(metrics.guardrails === undefined ? {} : { guardrails: [...metrics.guardrails] }),
    },
  );
  return { ...event, streamversion: 1 };
}

const definitionEvent = <Definition extends EventDefinition>(
  definition: Definition,
  stream: {
    readonly kind: 'experiment-metrics' | 'dimensions';
    readonly key: string;
    readonly version: number;
  },
  data: DataOf<Definition>,
): EventEnvelope => {
  const { kind, key, version } = stream;
  const id = timeOrderedId(START, kind, key, String(version));
  const event = newEvent(definition, metadata(id, streamId(PROJECT, kind, key), START), data);
  return { ...event, streamversion: version };
};

/** The `version`-th further definition of a running experiment. */
export const metricSet = (experiment: string, version: number, spec: MetricSpec): EventEnvelope =>
  definitionEvent(
    ExperimentMetricSet,
    { kind: 'experiment-metrics', key: experiment, version },
    { experiment, metric: spec },
  );

export const metricArchived = (experiment: string, version: number, key: string): EventEnvelope =>
  definitionEvent(
    ExperimentMetricArchived,
    { kind: 'experiment-metrics', key: experiment, version },
    { experiment, metric: key },
  );

export const metricDays = (experiment: string, version: number, key: string, days: number): EventEnvelope =>
  definitionEvent(
    MetricDaysCounted,
    { kind: 'experiment-metrics', key: experiment, version },
    { experiment, metric: key, days },
  );

export const capFrozen = (
  experiment: string,
  version: number,
  frozen: {
    readonly metric: string;
    readonly percentile: number;
    readonly cap: string;
    readonly part?: 'denominator';
  },
): EventEnvelope =>
  definitionEvent(
    MetricCapFrozen,
    { kind: 'experiment-metrics', key: experiment, version },
    { experiment, units: 100, ...frozen },
  );

export const dimension = (attribute: string, version: number, maxValues = 500): EventEnvelope =>
  definitionEvent(DimensionRegistered, { kind: 'dimensions', key: 'all', version }, { attribute, maxValues });

export const dimensionRemoved = (attribute: string, version: number): EventEnvelope =>
  definitionEvent(DimensionRemoved, { kind: 'dimensions', key: 'all', version }, { attribute });

export function aliased(where: Where & { readonly user: string }): EventEnvelope {
  const { unit, time, user } = where;
  return newEvent(UnitAliased, metadata(idOf(where, `alias ${user}`), unit, time, where.project), {
    unit,
    user,
  });
}

export const erased = (where: Where): EventEnvelope =>
  newEvent(UnitErased, metadata(idOf(where, 'erased'), where.unit, where.time, where.project), {
    unit: where.unit,
  });
