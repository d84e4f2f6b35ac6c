import { NotFoundProblem } from '@assay/platform';
import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import { KEY } from '../experiment/http/key.js';

/** A key in the address: what cannot be one names nothing. */
@Injectable()
export class NamedKey implements PipeTransform<string, string> {
  transform(value: string, { data = 'key' }: ArgumentMetadata): string {
    if (KEY.test(value)) return value;
    throw new NotFoundProblem('NOT_FOUND', `there is no ${data} "${value}"`, {
      errors: [{ path: data, value, message: 'must be a key' }],
    });
  }
}
