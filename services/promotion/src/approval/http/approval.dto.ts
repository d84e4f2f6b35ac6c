import type { ApprovalStatus, SteppedKind } from '@assay/approvals';
import { APPROVAL_STATUSES, STEPPED_KINDS, stepsOf } from '@assay/approvals';
import type { ApprovalSubject } from '@assay/contracts';
import { APPROVAL_SUBJECTS } from '@assay/contracts';
import { KEY, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';

import { PagedQuery } from '../../paging/paged-query.js';

const listed = STEPPED_KINDS.map((kind) => `A ${kind}: ${stepsOf(kind).join(', ')}.`).join(' ');
const ACTION = /^[a-z][a-z0-9-]{0,49}$/;
const HASH = /^[0-9a-f]{64}$/;

class SubjectDto {
  @ApiProperty({ enum: STEPPED_KINDS, description: 'A hotfix is proposed where it is kept.' })
  @IsIn(STEPPED_KINDS)
  kind!: SteppedKind;

  @ApiProperty({ example: 'checkout-button' })
  @Matches(KEY, { message: 'must be the key of a promotion’s experiment, a release or a rollout' })
  key!: string;
}

export class ReasonDto {
  @ApiProperty({ description: 'Why; others read it.' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;
}

export class ReviseDto extends ReasonDto {
  @ApiProperty({ type: Object, description: 'What exactly is to be done now.' })
  @IsObject()
  proposal!: Record<string, unknown>;
}

export class ProposeDto extends ReviseDto {
  @ApiProperty({ type: SubjectDto })
  @IsObject()
  @ValidateNested()
  @Type(() => SubjectDto)
  subject!: SubjectDto;

  @ApiProperty({ example: 'promote', description: `What is to be done with it. ${listed}` })
  @Matches(ACTION, { message: 'must be an action in kebab case, as promote or advance' })
  action!: string;

  @ApiPropertyOptional({ default: 1, description: 'How many have to agree; policy may demand more.' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(10)
  approvals?: number;

  @ApiPropertyOptional({ default: 72, minimum: 0.25, maximum: 720 })
  @Omittable()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0.25, { message: 'must be at least $constraint1 hours, so that others have time to look' })
  @Max(720)
  expiresInHours?: number;

  @ApiPropertyOptional({ description: 'On whose behalf; who acts is in the token.' })
  @Omittable()
  @IsString()
  @MaxLength(200)
  proposedBy?: string;
}

export class ApproveDto {
  @ApiProperty({ description: '`hash` of the proposal that you have seen.' })
  @Matches(HASH, { message: 'must be the hash of the proposal: 64 hexadecimal digits' })
  hash!: string;

  @ApiPropertyOptional()
  @Omittable()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  comment?: string;
}

export class ApprovalsQuery extends PagedQuery {
  @ApiPropertyOptional({ enum: APPROVAL_STATUSES, description: 'Only those in this status.' })
  @Omittable()
  @IsIn(APPROVAL_STATUSES)
  status?: ApprovalStatus;

  @ApiPropertyOptional({ enum: APPROVAL_SUBJECTS })
  @Omittable()
  @IsIn(APPROVAL_SUBJECTS)
  kind?: ApprovalSubject['kind'];

  @ApiPropertyOptional({ description: 'Key of the subject.' })
  @Omittable()
  @Matches(KEY, { message: 'must be a key' })
  key?: string;
}
