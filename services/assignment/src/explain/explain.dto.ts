import { parseJsonBody } from '@assay/platform';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length } from 'class-validator';
import { AsItCame } from '../experiment/http/as-it-came.js';
import { Instant } from '../experiment/http/instant.js';

const CAPS = { maxDepth: 32, maxKeys: 1_000 };

/** Text of a query as JSON, under the caps of a body; what is none stays text and is refused. */
function jsonInText({ value }: { readonly value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseJsonBody(Buffer.from(value), CAPS);
  } catch {
    return value;
  }
}

/** Whom it is about, and when. */
class AskedDto {
  @IsString()
  @Length(1, 200)
  readonly unit!: string;

  /** Now, where it is left out. */
  @IsOptional()
  @Instant()
  readonly at?: string;
}

export class ExplainDto extends AskedDto {
  /** What is known of the unit; where it is left out, what its assignment recorded. */
  @IsOptional()
  @AsItCame()
  @IsObject({ message: 'attributes must be a JSON object' })
  readonly attributes?: Record<string, unknown>;
}

/** The same in an address, with the attributes as JSON text. */
export class ExplainQueryDto extends AskedDto {
  @IsOptional()
  @Transform(jsonInText)
  @IsObject({ message: 'attributes must be a JSON object, as {"country":"DE"}' })
  readonly attributes?: Record<string, unknown>;
}
