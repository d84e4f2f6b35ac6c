import type { ExperimentCreated, Guardrail } from '@assay/contracts';
import {
  BanditSettings,
  Guardrail as GuardrailSchema,
  Hashing,
  metricFromName,
  Prerequisite,
  RuleJson,
} from '@assay/contracts';
import { ConformsTo } from '@assay/platform';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { AsItCame } from './as-it-came.js';
import { KEY, KEY_RULE } from './key.js';
import { MetricSpecDto, metricInput } from './metric-spec.dto.js';

export type Design = ExperimentCreated['data'];
const TYPES: readonly Design['experimentType'][] = ['ab_test', 'multivariate', 'bandit'];
const MOST = 20;

/** A guardrail's metric may be named; its defaults are filled in before it is checked. */
function guardrailInput(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('metric' in value)) return value;
  const { metric } = value;
  const defaults = { direction: 'increase', windowHours: null };
  if (typeof metric === 'string') return { ...value, metric: metricFromName(metric) };
  return typeof metric === 'object' ? { ...value, metric: { ...defaults, ...metric } } : value;
}

const eachOf =
  (convert: (value: unknown) => unknown) =>
  ({ value }: { readonly value: unknown }): unknown =>
    Array.isArray(value) ? value.map(convert) : value;

/** What can be said of an experiment when it is created, and while it is a draft. */
export class DesignFieldsDto {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly hypothesis?: string | null;

  @IsOptional()
  @IsIn(TYPES)
  readonly experimentType?: Design['experimentType'];

  /** Where it is seen. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  readonly target?: string | null;

  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly unitType?: string;

  /** Percent of the traffic that takes part. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly trafficAllocation?: number;

  @IsOptional()
  @Transform(({ value }) => metricInput(value))
  @IsObject({ message: 'primaryMetric must be the name or the definition of a metric' })
  @ValidateNested()
  readonly primaryMetric?: MetricSpecDto | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @Transform(eachOf(metricInput))
  @IsObject({
    each: true,
    message: 'each of secondaryMetrics must be the name or the definition of a metric',
  })
  @ValidateNested({ each: true })
  readonly secondaryMetrics?: MetricSpecDto[];

  /** Limits on outcomes, and metrics that must not get worse. */
  @IsOptional()
  @ArrayMaxSize(MOST)
  @Transform(eachOf(guardrailInput))
  @ConformsTo({ type: 'array', items: GuardrailSchema })
  readonly guardrails?: Guardrail[] | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  readonly plannedUnits?: number | null;

  /** Units per variant below which nothing is decided. */
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly minimumSampleSize?: number | null;

  /** Who takes part: a targeting rule. */
  @IsOptional()
  @AsItCame()
  @ConformsTo(RuleJson)
  readonly targeting?: Record<string, unknown> | null;

  /** The layer whose experiments never share a unit with it. */
  @IsOptional()
  @Matches(KEY, { message: KEY_RULE })
  readonly layer?: string | null;

  /** Group holdouts that it takes part in. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST)
  @Matches(KEY, { each: true, message: KEY_RULE })
  readonly holdouts?: string[] | null;

  @IsOptional()
  @ConformsTo({ type: 'array', items: Prerequisite, maxItems: MOST })
  readonly prerequisites?: NonNullable<Design['prerequisites']> | null;

  /** For teams that come from another system. */
  @IsOptional()
  @ConformsTo(Hashing)
  readonly hashing?: NonNullable<Design['hashing']> | null;

  /** How the weights of a bandit follow its results. */
  @IsOptional()
  @ConformsTo(BanditSettings)
  readonly bandit?: BanditSettings | null;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly owner?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  readonly tags?: string[] | null;

  /** The checklist is a gate, not advice. */
  @IsOptional()
  @IsBoolean()
  readonly requireChecklist?: boolean | null;

  /** Somebody else has to approve before the winner is promoted. */
  @IsOptional()
  @IsBoolean()
  readonly requireManualApproval?: boolean | null;
}
