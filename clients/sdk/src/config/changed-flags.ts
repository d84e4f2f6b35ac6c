import type { ConfigPayload, StoredFlag } from './config-payload.js';

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const byKey = ({ flags }: ConfigPayload): ReadonlyMap<string, StoredFlag> =>
  new Map(flags.map((flag) => [flag.key, flag]));

/** The flags whose answers may be others with one configuration than they were with another. */
export function changedFlags(before: ConfigPayload, after: ConfigPayload): readonly string[] {
  const all = [...new Set([...before.flags, ...after.flags].map(({ key }) => key))];
  if (differ([before.holdouts, before.segments], [after.holdouts, after.segments])) return all;
  const [known, present] = [byKey(before), byKey(after)];
  return all.filter((key) => differ(known.get(key), present.get(key)));
}
