/** Something that is different at two moments. */
export interface Difference {
  /** Names joined by dots. */
  readonly path: string;
  /** undefined where there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

type Facts = Readonly<Record<string, unknown>>;

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of things with a key are compared by the key, so that one more at the front is one difference. */
function keyed(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const items = value as readonly unknown[];
  if (!items.every((item) => isFacts(item) && typeof item['key'] === 'string')) return value;
  return Object.fromEntries(items.map((item) => [(item as { readonly key: string }).key, item]));
}

/** What two values do not have in common, down to the single ones; what came or went is told whole. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  const [old, now] = [keyed(before), keyed(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  if (!isFacts(old) || !isFacts(now)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => differences(old[name], now[name], path === '' ? name : `${path}.${name}`));
}
