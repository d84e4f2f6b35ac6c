import { Omittable } from '@assay/platform';
import { IsIn, IsNumber, IsString, Length, Matches, Max, Min } from 'class-validator';
import { KEY, KEY_RULE } from '../experiment/http/key.js';

class PercentDto {
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly percent!: number;
}

export class CreateHoldoutDto extends PercentDto {
  @Matches(KEY, { message: KEY_RULE })
  readonly key!: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  /** `global`: in every experiment; `group`: in those that name it. */
  @IsIn(['global', 'group'])
  readonly scope!: 'global' | 'group';
}

export class ChangeHoldoutDto extends PercentDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}

export class EndHoldoutDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}
