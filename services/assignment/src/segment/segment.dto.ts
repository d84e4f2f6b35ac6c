import { RuleJson } from '@assay/contracts';
import { ConformsTo } from '@assay/platform';
import { IsString, Length } from 'class-validator';
import { MayBeLeftOut } from '../experiment/http/may-be-left-out.js';

export class DefineSegmentDto {
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  /** A targeting rule that refers to no other segment. */
  @ConformsTo(RuleJson)
  readonly rule!: Record<string, unknown>;
}
