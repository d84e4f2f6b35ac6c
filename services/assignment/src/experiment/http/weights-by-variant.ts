import { applyDecorators } from '@nestjs/common';
import { ConformsTo } from '@assay/platform';
import { AsItCame } from './as-it-came.js';
import { LARGEST_WEIGHT, SMALLEST_WEIGHT } from './key.js';

/** An object with a positive number for each of one or more variants; the first that is none is named. */
export const WeightsByVariant = (): PropertyDecorator =>
  applyDecorators(
    AsItCame(),
    ConformsTo({
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'number', minimum: SMALLEST_WEIGHT, maximum: LARGEST_WEIGHT },
    }),
  );
