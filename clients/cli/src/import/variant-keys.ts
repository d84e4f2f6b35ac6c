import { KEY } from '@assay/contracts';
import { UsageError } from '../errors/usage.error.js';

const MOST_VARIANTS = 50;
/** As people count: 2 before 10. */
const IN_ORDER = new Intl.Collator('en', { numeric: true });

interface FoundVariant {
  readonly key: string;
  /** As it stands in the file. */
  readonly name: string;
}

/** Keys for the values of a variant column: the value itself where it can be a key, else made from it. */
export function variantKeys(values: readonly string[], column: string): readonly FoundVariant[] {
  if (values.length < 2)
    throw new UsageError(
      `Column "${column}" has ${values.length === 0 ? 'no usable value' : `one value, ${String(values[0])}`}; two variants are needed.`,
    );
  if (values.length > MOST_VARIANTS)
    throw new UsageError(
      `Column "${column}" has ${String(values.length)} different values; is it the variant? ${String(MOST_VARIANTS)} are the most.`,
    );
  const variants = [...values].sort(IN_ORDER.compare).map((name) => ({ key: keyOf(name, column), name }));
  const clash = variants.find(({ key }, i) => variants.findIndex((other) => other.key === key) !== i);
  if (clash !== undefined)
    throw new UsageError(`Two values of column "${column}" make the same key, ${clash.key}.`);
  return variants;
}

function keyOf(name: string, column: string): string {
  if (KEY.test(name)) return name;
  const key = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 100);
  if (KEY.test(key)) return key;
  throw new UsageError(
    `"${name}" in column "${column}" cannot be the key of a variant: letters and digits are needed.`,
  );
}
