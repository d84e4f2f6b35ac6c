import type { DesignChanges } from '../experiment-command.js';
import type { ExperimentDesign } from '../experiment-state.js';
import type { CreateExperimentDto } from './create-experiment.dto.js';
import type { DesignFieldsDto } from './design-fields.dto.js';
import type { EditExperimentDto } from './edit-experiment.dto.js';
import { experimentKeyFromName } from './key-from-name.js';
import { metricOf } from './metric-spec.dto.js';

const given = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;

const present = <Fields extends object>(
  fields: Fields,
): { readonly [Field in keyof Fields]?: NonNullable<Fields[Field]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    readonly [Field in keyof Fields]?: NonNullable<Fields[Field]>;
  };

/** What may be left out of a design altogether. */
const optionalFields = (body: DesignFieldsDto) => ({
  target: body.target,
  guardrails: body.guardrails,
  minimumSampleSize: body.minimumSampleSize,
  targeting: body.targeting,
  layer: body.layer,
  holdouts: body.holdouts,
  prerequisites: body.prerequisites,
  hashing: body.hashing,
  bandit: body.bandit,
  owner: body.owner,
  tags: body.tags,
  requireChecklist: body.requireChecklist,
  requireManualApproval: body.requireManualApproval,
});

/** The design that the request describes, all defaults filled in; the number is given when it is created. */
export function designOf(body: CreateExperimentDto): Omit<ExperimentDesign, 'number'> {
  const key = body.key ?? experimentKeyFromName(body.name ?? '');
  return {
    key,
    name: body.name ?? key,
    hypothesis: body.hypothesis ?? '',
    experimentType: body.experimentType ?? 'ab_test',
    origin: body.origin ?? 'assigned',
    unitType: body.unitType ?? 'user',
    trafficAllocation: body.trafficAllocation ?? 100,
    primaryMetric: body.primaryMetric ? metricOf(body.primaryMetric) : null,
    secondaryMetrics: (body.secondaryMetrics ?? []).map(metricOf),
    plannedUnits: body.plannedUnits ?? null,
    ...present(optionalFields(body)),
  };
}

// What every experiment has goes back to its default; null takes the others away.
const requiredFields = ({
  name,
  hypothesis,
  experimentType,
  unitType,
  trafficAllocation,
}: EditExperimentDto) => ({
  name: name ?? undefined,
  hypothesis: hypothesis === null ? '' : hypothesis,
  experimentType: experimentType ?? undefined,
  unitType: unitType ?? undefined,
  trafficAllocation: trafficAllocation ?? undefined,
});

/** What the request changes of a draft. */
export function changesOf(body: EditExperimentDto): DesignChanges {
  const { primaryMetric, secondaryMetrics, plannedUnits } = body;
  return given({
    ...requiredFields(body),
    primaryMetric: primaryMetric ? metricOf(primaryMetric) : primaryMetric,
    secondaryMetrics: secondaryMetrics?.map(metricOf),
    plannedUnits,
    ...optionalFields(body),
  });
}
