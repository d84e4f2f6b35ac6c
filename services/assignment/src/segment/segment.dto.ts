import { RuleJson } from '@assay/contracts';
import { ConformsTo, Omittable } from '@assay/platform';
import { IsString, Length } from 'class-validator';

export class DefineSegmentDto {
  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  /** A targeting rule that refers to no other segment. */
  @ConformsTo(RuleJson)
  readonly rule!: Record<string, unknown>;
}
