import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { AsItCame } from './as-it-came.js';
import { LARGEST_WEIGHT, SMALLEST_WEIGHT } from './key.js';

const isWeight = (weight: unknown): boolean =>
  typeof weight === 'number' && weight >= SMALLEST_WEIGHT && weight <= LARGEST_WEIGHT;

const isWeights = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every(isWeight);

/** An object with a positive number for each of one or more variants. */
export const WeightsByVariant = (): PropertyDecorator =>
  applyDecorators(
    AsItCame(),
    ValidateBy({
      name: 'weightsByVariant',
      validator: {
        validate: isWeights,
        defaultMessage: () =>
          `weights must be an object of variants and numbers from ${String(SMALLEST_WEIGHT)} to ${String(LARGEST_WEIGHT)}`,
      },
    }),
  );
