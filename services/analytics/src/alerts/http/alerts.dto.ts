import type { AlertSeverity } from '@assay/contracts';
import { ALERT_SEVERITIES } from '@assay/contracts';
import { KEY, PageCursor, PageLimit } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { readCursor } from '../listing/cursor.js';

const STATUSES = ['raised', 'resolved'] as const;

@ValidatorConstraint({ name: 'isAlertCursor' })
class IsAlertCursor implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && readCursor(value) !== undefined;
  }

  defaultMessage(): string {
    return 'must be the nextCursor of an earlier page';
  }
}

export class AlertsQuery {
  @ApiPropertyOptional({ enum: STATUSES, description: 'Only those that still hold, or that are over.' })
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  @ApiPropertyOptional({ enum: ALERT_SEVERITIES })
  @IsOptional()
  @IsIn(ALERT_SEVERITIES)
  severity?: AlertSeverity;

  @ApiPropertyOptional({ example: 'sample-ratio-mismatch' })
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{0,63}$/, { message: 'must be the name of a rule, in kebab case' })
  rule?: string;

  @ApiPropertyOptional({ description: 'Key of an experiment.' })
  @IsOptional()
  @Matches(KEY, { message: 'must be the key of an experiment' })
  experiment?: string;

  @PageCursor(Validate(IsAlertCursor))
  cursor?: string;

  @PageLimit()
  limit?: number;
}
