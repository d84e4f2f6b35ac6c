import { Transform } from 'class-transformer';

/**
 * Reads a number of a query, where everything is text. What is no number in a text stays what it is, so that validation
 * names it: converted, an object would throw, `null` would be 0, and nobody would see which text became NaN.
 */
export const NumberInText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    const isNumber = typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));
    return isNumber ? Number(value) : value;
  });
