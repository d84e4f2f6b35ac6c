import type { RollbackSubject } from '@assay/contracts';
import { KEY, Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { ReasonDto } from '../../approval/http/approval.dto.js';
import { PagedQuery } from '../../paging/paged-query.js';

const KINDS = ['promotion', 'release', 'rollout'] as const;
const STATUSES = ['open', 'completed'] as const;

class SubjectDto {
  @ApiProperty({ enum: KINDS })
  @IsIn(KINDS)
  kind!: RollbackSubject['kind'];

  @ApiProperty()
  @Matches(KEY, { message: 'must be the key of what is rolled back' })
  key!: string;
}

export class OpenChecklistDto extends ReasonDto {
  @ApiProperty({ type: SubjectDto })
  @IsObject()
  @ValidateNested()
  @Type(() => SubjectDto)
  subject!: SubjectDto;
}

export class TickDto {
  @ApiProperty({ description: 'What shows that it is done: a link, a figure, a name.' })
  @IsString()
  @Length(1, 500)
  evidence!: string;
}

export class ChecklistsQuery extends PagedQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @Omittable()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  @ApiPropertyOptional({ enum: KINDS })
  @Omittable()
  @IsIn(KINDS)
  kind?: RollbackSubject['kind'];

  @ApiPropertyOptional()
  @Omittable()
  @Matches(KEY, { message: 'must be a key' })
  key?: string;
}
