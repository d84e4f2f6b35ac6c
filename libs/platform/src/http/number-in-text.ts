import { Transform } from 'class-transformer';

/**
 * Reads a number of a query, where everything is text. What is no text stays what it is, so that validation names it:
 * converted, an object would throw and `null` would be 0.
 */
export const NumberInText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
