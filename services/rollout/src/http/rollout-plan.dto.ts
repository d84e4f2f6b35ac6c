import type { SignalKind } from '@assay/contracts';
import { SIGNAL_KINDS } from '@assay/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsString,
  Length,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, Omittable } from '@assay/platform';
import { IsKey, IsReason } from './fields.js';

export class SignalDto {
  @ApiProperty({ description: 'Given by who signals: the same one counts once.' })
  @IsDefined()
  @IsString()
  @Length(1, 200)
  id!: string;

  @ApiProperty({ enum: SIGNAL_KINDS })
  @IsIn(SIGNAL_KINDS)
  kind!: SignalKind;

  @ApiProperty({ description: 'What was found, for people.' })
  @IsReason()
  detail!: string;

  @ApiPropertyOptional({ description: 'Which system says so.' })
  @Omittable()
  @IsString()
  @Length(1, 200)
  source?: string;

  @ApiPropertyOptional({ description: 'The version it is about: nothing happens to another one.' })
  @Omittable()
  @IsInt()
  @Min(1)
  version?: number;
}

export class StepDto {
  @ApiProperty()
  @IsInstant()
  at!: string;
}

export class RolloutScheduleDto {
  @ApiProperty({
    type: [StepDto],
    description: 'When it advances, a tier each; in place of the plan before.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StepDto)
  steps!: StepDto[];
}

export class VersionDto {
  @ApiProperty({ description: 'As people know it: 1.4.2' })
  @IsDefined()
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiPropertyOptional({ description: 'A commit, an image digest, a build.' })
  @Omittable()
  @IsString()
  @Length(1, 300)
  artifact?: string;

  @ApiPropertyOptional()
  @Omittable()
  @IsString()
  @MaxLength(2_000)
  notes?: string;
}

export class NeedDto {
  @ApiProperty({ description: 'Key of the rollout that is needed.' })
  @IsKey()
  rollout!: string;

  @ApiPropertyOptional({ enum: ['pause', 'roll_back'], default: 'pause' })
  @Omittable()
  @IsIn(['pause', 'roll_back'])
  onRollback?: 'pause' | 'roll_back';
}

export class NeedsDto {
  @ApiProperty({ type: [NeedDto], description: 'In place of what it needed before; empty for nothing.' })
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique(({ rollout }: NeedDto) => rollout, { message: 'must name each rollout once' })
  @ValidateNested({ each: true })
  @Type(() => NeedDto)
  needs!: NeedDto[];
}

export class WhyQuery {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 200)
  unit!: string;
}
