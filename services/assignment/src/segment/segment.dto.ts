import { RuleJson } from '@assay/contracts';
import { IsOptional, IsString, Length } from 'class-validator';
import { ConformsTo } from '../experiment/http/conforms-to.js';

export class DefineSegmentDto {
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  /** A targeting rule that refers to no other segment. */
  @ConformsTo(RuleJson)
  readonly rule!: Record<string, unknown>;
}
