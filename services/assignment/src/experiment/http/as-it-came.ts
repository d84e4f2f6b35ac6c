import { Transform } from 'class-transformer';

/**
 * The object of the request itself, where its members have names that others choose: what copies requests into
 * classes leaves out those that every object inherits, such as `toString`.
 */
export const AsItCame = (): PropertyDecorator =>
  Transform(
    ({ obj, key }: { readonly obj: Readonly<Record<string, unknown>>; readonly key: string }) => obj[key],
  );
