import type { MetricType } from '@assay/contracts';
import type { ExperimentStatus, ReportedExperiment } from '../../experiments/reported-experiment.js';
import type { MetricDefinition } from '../../reports/metric-definition/metric-definition.js';
import { metricDefinition } from '../../reports/metric-definition/metric-definition.js';
import type { CataloguedKey, CataloguedUse } from './read-catalogue.js';

/** What is measured under one key, over all experiments. */
export interface CataloguedMetric {
  readonly key: string;
  /** Experiments that have it, those in which it is archived included. */
  readonly experiments: number;
  readonly archivedIn: number;
  /** How many different definitions it has over all experiments. */
  readonly definitions: number;
  /** The definitions that most experiments use. */
  readonly mostUsed: readonly (Shown & { readonly experiments: number })[];
}

interface Shown {
  readonly type: MetricType;
  readonly direction: 'increase' | 'decrease';
  readonly definition: MetricDefinition;
}

type MetricRole = 'primary' | 'guardrail' | 'secondary' | 'further';

/** A metric in one experiment. */
export interface MetricUse extends Shown {
  readonly experiment: string;
  /** null: the experiment has not been read yet. */
  readonly name: string | null;
  readonly status: ExperimentStatus | null;
  /** Primary, guardrail and secondary metrics are those of the design. */
  readonly role: MetricRole;
  readonly archived: boolean;
  /** The definition of now is the last one. */
  readonly version: number;
  readonly earlier: readonly { readonly version: number; readonly text: string }[];
}

type Slot = CataloguedUse['versions'][number];

const shown = (slot: Slot): Shown => ({
  type: slot.spec.type,
  direction: slot.spec.direction,
  definition: metricDefinition(slot),
});

export const metricView = ({
  key,
  experiments,
  archived,
  definitions,
  used,
}: CataloguedKey): CataloguedMetric => ({
  key,
  experiments,
  archivedIn: archived,
  definitions,
  mostUsed: used.map(({ slot, experiments: by }) => ({ ...shown(slot), experiments: by })),
});

export function useView(
  { experiment, archived, versions }: CataloguedUse,
  key: string,
  known: ReportedExperiment | undefined,
): MetricUse {
  const latest = versions.at(-1) as Slot;
  return {
    experiment,
    name: known?.name ?? null,
    status: known?.status ?? null,
    role: roleOf(key, known),
    archived,
    version: latest.version,
    ...shown(latest),
    earlier: versions
      .slice(0, -1)
      .map((slot) => ({ version: slot.version, text: metricDefinition(slot).text })),
  };
}

function roleOf(key: string, known: ReportedExperiment | undefined): MetricRole {
  if (known?.primaryMetric === key) return 'primary';
  if (known?.guardrails.some((one) => one.kind === 'metric' && one.metric.key === key) === true)
    return 'guardrail';
  return known?.metrics.some((one) => one.key === key) === true ? 'secondary' : 'further';
}
