import type { ApiKeyScope } from '@assay/contracts';
import { API_KEY_SCOPES, ORIGIN_PATTERN } from '@assay/contracts';
import { Omittable } from '@assay/platform';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsString,
  Length,
  Matches,
} from 'class-validator';

const ORIGIN = new RegExp(ORIGIN_PATTERN);

export class CreateApiKeyDto {
  /** To recognise it by. */
  @IsString()
  @Length(1, 100)
  readonly name!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(API_KEY_SCOPES, { each: true })
  readonly scopes!: ApiKeyScope[];

  /** Pages of other origins that may call with it from a browser. */
  @Omittable()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(50)
  @Matches(ORIGIN, {
    each: true,
    message: 'must be like https://shop.example, https://*.shop.example or *, without a path',
  })
  readonly origins?: string[];
}
