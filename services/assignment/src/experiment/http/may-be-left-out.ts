import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';

/** A member that need not be there; `null` says the same, so that no event ever holds one. */
export const MayBeLeftOut = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { readonly value: unknown }) => value ?? undefined),
    IsOptional(),
  );
