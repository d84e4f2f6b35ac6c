import type { Attributes, FlagDefinition, Snapshot } from '@assay/bucketing/core';
import { readAttributes } from '@assay/bucketing/core';

function pathsRead(flag: FlagDefinition | undefined, attributes: Attributes, snapshot: Snapshot): string[] {
  if (flag?.kind !== 'experiment') return [];
  const others = (flag.prerequisites ?? []).flatMap((one) =>
    pathsRead(snapshot.flag(one.flag), attributes, snapshot),
  );
  return [...Object.keys(readAttributes(flag, attributes, snapshot)), ...others];
}

/** The attributes that decide about this flag, and no others: the gateway comes to the same answer with them. */
export function attributesRead(key: string, attributes: Attributes, snapshot: Snapshot): Attributes {
  const paths = pathsRead(snapshot.flag(key), attributes, snapshot);
  const isRead = (name: string): boolean =>
    paths.some((path) => path === name || path.startsWith(`${name}.`));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isRead(name)));
}
