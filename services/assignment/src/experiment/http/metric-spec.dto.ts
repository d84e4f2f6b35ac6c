import { METRIC_TYPES, metricFromName, MetricSpec } from '@assay/contracts';
import { ConformsTo } from '@assay/platform';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsNumber, IsOptional, IsPositive, IsString, Length, Matches } from 'class-validator';
import { KEY, KEY_RULE } from './key.js';

const { where, measure, denominator, quantile, day, cap, cuped, guardrail } = MetricSpec.properties;
const { delayHours, minimumDetectableEffect } = MetricSpec.properties;

/** What is measured; a bare name is taken for the metric that it stands for. */
export class MetricSpecDto {
  @Matches(KEY, { message: KEY_RULE })
  readonly key!: string;

  @IsIn(METRIC_TYPES)
  readonly type!: MetricSpec['type'];

  @IsString()
  @Length(1, 100)
  readonly event!: string;

  @IsOptional()
  @IsIn(['increase', 'decrease'])
  readonly direction?: MetricSpec['direction'];

  @IsOptional()
  @IsNumber()
  @IsPositive()
  readonly windowHours?: number | null;

  @IsOptional()
  @ConformsTo(delayHours)
  readonly delayHours?: MetricSpec['delayHours'];

  @IsOptional()
  @ConformsTo(where)
  readonly where?: MetricSpec['where'];

  @IsOptional()
  @ConformsTo(measure)
  readonly measure?: MetricSpec['measure'];

  @IsOptional()
  @ConformsTo(denominator)
  readonly denominator?: MetricSpec['denominator'];

  @IsOptional()
  @ConformsTo(quantile)
  readonly quantile?: MetricSpec['quantile'];

  @IsOptional()
  @ConformsTo(day)
  readonly day?: MetricSpec['day'];

  @IsOptional()
  @ConformsTo(cap)
  readonly cap?: MetricSpec['cap'];

  @IsOptional()
  @ConformsTo(cuped)
  readonly cuped?: MetricSpec['cuped'];

  @IsOptional()
  @ConformsTo(minimumDetectableEffect)
  readonly minimumDetectableEffect?: MetricSpec['minimumDetectableEffect'];

  @IsOptional()
  @ConformsTo(guardrail)
  readonly guardrail?: MetricSpec['guardrail'];
}

/** Makes objects and names into DTOs, so that they are validated; leaves everything else to be refused. */
export function metricInput(value: unknown): unknown {
  if (typeof value === 'string') return plainToInstance(MetricSpecDto, metricFromName(value));
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return plainToInstance(MetricSpecDto, value);
  return value;
}

/** The metric with its defaults; members that are not given are left out. */
export function metricOf(given: MetricSpecDto): MetricSpec {
  const { key, type, event, direction, windowHours, ...rest } = given;
  const further = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null);
  const base = { key, type, event, direction: direction ?? 'increase', windowHours: windowHours ?? null };
  return { ...base, ...(Object.fromEntries(further) as Partial<MetricSpec>) };
}
