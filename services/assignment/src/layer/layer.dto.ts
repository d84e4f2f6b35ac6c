import { Omittable } from '@assay/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNumber,
  IsPositive,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { KEY, KEY_RULE } from '../experiment/http/key.js';

export class CreateLayerDto {
  @Matches(KEY, { message: KEY_RULE })
  readonly key!: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;
}

export class RangeDto {
  @IsInt()
  @Min(0)
  @Max(9_999)
  readonly from!: number;

  /** Not included. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly to!: number;
}

/** So many percent of what is free, or these very buckets. */
export class SlotDto {
  @ValidateIf(({ ranges }: SlotDto) => ranges === undefined)
  @IsNumber()
  @IsPositive()
  @Max(100)
  readonly percent?: number;

  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => RangeDto)
  readonly ranges?: RangeDto[];

  @Omittable()
  @IsString()
  @Length(1, 500)
  readonly reason?: string;
}
