import { applyDecorators } from '@nestjs/common';
import { IsString, Length, ValidateBy, ValidateIf } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import { keyFromName } from './key-from-name.js';

interface Keyed {
  readonly key?: unknown;
  readonly name?: unknown;
}

const givesKey = (name: unknown, { key }: Keyed): boolean =>
  key !== undefined || (typeof name === 'string' && keyFromName(name) !== '');

/** A name of 1 to 200 characters; it may be left out where there is a key, and otherwise has to give one. */
export const Named = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf(({ key, name }: Keyed) => key === undefined || name !== undefined),
    IsString(),
    Length(1, 200),
    ValidateBy({
      name: 'givesKey',
      validator: {
        validate: (name, args?: ValidationArguments) => givesKey(name, args?.object ?? {}),
        defaultMessage: () => 'name must have a letter or digit to make a key of, or a key must be given',
      },
    }),
  );
