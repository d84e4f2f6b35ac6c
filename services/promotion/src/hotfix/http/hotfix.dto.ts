import type { HotfixSeverity } from '@assay/contracts';
import { HOTFIX_SEVERITIES } from '@assay/contracts';
import { KEY, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { PagedQuery } from '../../paging/paged-query.js';
import { ReasonDto } from '../../approval/http/approval.dto.js';
import type { HotfixStatus } from '../hotfix-state.js';
import { HOTFIX_STATUSES } from '../hotfix-state.js';

const TEXT = 4000;

/** What is known of a fix; what is not given stays as it is. */
export class RecordDto {
  @ApiPropertyOptional({ description: 'What caused it.' })
  @Omittable()
  @IsString()
  @Length(1, TEXT)
  cause?: string;

  @ApiPropertyOptional({ description: 'What was changed.' })
  @Omittable()
  @IsString()
  @Length(1, TEXT)
  fix?: string;

  @ApiPropertyOptional({ description: 'How it was tested.' })
  @Omittable()
  @IsString()
  @Length(1, TEXT)
  tests?: string;

  @ApiPropertyOptional({ description: 'How it is taken back.' })
  @Omittable()
  @IsString()
  @Length(1, TEXT)
  rollbackPlan?: string;
}

export class SeverityDto extends ReasonDto {
  @ApiProperty({ enum: HOTFIX_SEVERITIES })
  @IsIn(HOTFIX_SEVERITIES)
  severity!: HotfixSeverity;
}

export class OpenHotfixDto {
  @ApiPropertyOptional({ description: 'Names it; made up when not given.' })
  @Omittable()
  @Matches(KEY, { message: 'must be letters, digits, . _ -, at most 100' })
  key?: string;

  @ApiProperty()
  @IsString()
  @Length(1, 200)
  title!: string;

  @ApiProperty({ enum: HOTFIX_SEVERITIES, description: 'P1 within 1 h, P2 4 h, P3 24 h, P4 next release.' })
  @IsIn(HOTFIX_SEVERITIES)
  severity!: HotfixSeverity;

  @ApiProperty({ description: 'What is broken, and what users see of it.' })
  @IsString()
  @Length(1, TEXT)
  broken!: string;
}

class DeploymentDto {
  @ApiProperty({ example: 'production' })
  @IsString()
  @Length(1, 200)
  environment!: string;

  @ApiProperty({ example: '2.4.1' })
  @IsString()
  @Length(1, 200)
  version!: string;

  @ApiPropertyOptional({ default: false, description: 'P1 only: past the record, two of the list agree.' })
  @Omittable()
  @IsBoolean()
  emergency?: boolean;
}

export class ProposeDeploymentDto extends DeploymentDto {
  @ApiProperty({ description: 'Why now; others read it.' })
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class DeployDto extends DeploymentDto {
  @ApiPropertyOptional({ description: 'Id of the approval of this very deployment.' })
  @Omittable()
  @IsUUID()
  approval?: string;

  @ApiPropertyOptional({ description: 'Now when not given.' })
  @Omittable()
  @IsISO8601({ strict: true, strictSeparator: true })
  deployedAt?: string;
}

export class PostMortemDto {
  @ApiProperty()
  @IsString()
  @Length(1, TEXT)
  summary!: string;

  @ApiPropertyOptional({ type: [String], description: 'What is done so that it does not happen again.' })
  @Omittable()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, TEXT, { each: true })
  actions?: string[];

  @ApiPropertyOptional()
  @Omittable()
  @MaxLength(500)
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  url?: string;
}

const toBoolean = ({ value }: { readonly value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

export class HotfixesQuery extends PagedQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @Omittable()
  @Matches(KEY, { message: 'must be the nextCursor of an earlier page' })
  override cursor?: string;

  @ApiPropertyOptional({ enum: HOTFIX_STATUSES })
  @Omittable()
  @IsIn(HOTFIX_STATUSES)
  status?: HotfixStatus;

  @ApiPropertyOptional({ enum: HOTFIX_SEVERITIES })
  @Omittable()
  @IsIn(HOTFIX_SEVERITIES)
  severity?: HotfixSeverity;

  @ApiPropertyOptional({ description: 'Those whose post-mortem has to be written yet.' })
  @Omittable()
  @Transform(toBoolean)
  @IsBoolean()
  postMortemDue?: boolean;
}
