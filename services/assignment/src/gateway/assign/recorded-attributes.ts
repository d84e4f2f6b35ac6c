import type { Attributes, ExperimentDefinition, Snapshot } from '@assay/bucketing';
import { NO_SNAPSHOT, readAttributes } from '@assay/bucketing';

/** Longer names and values say nothing that a person would want to read later, and are kept for every unit. */
const LONGEST_NAME = 100;
const LONGEST_VALUE = 500;

const isShort = ([name, value]: readonly [string, unknown]): boolean =>
  name.length <= LONGEST_NAME && JSON.stringify(value).length <= LONGEST_VALUE;

/** The attributes that the decision rested on, by dotted path; undefined where there are none. */
export function recordedAttributes(
  definition: ExperimentDefinition,
  attributes: Attributes | undefined,
  snapshot: Snapshot = NO_SNAPSHOT,
): Readonly<Record<string, unknown>> | undefined {
  if (attributes === undefined || (definition.targeting === undefined && definition.overrides === undefined))
    return undefined;
  const read = Object.entries(readAttributes(definition, attributes, snapshot)).filter(isShort);
  return read.length === 0 ? undefined : Object.fromEntries(read);
}

/** The attributes as a client had given them: what was recorded under a dotted path lies at that depth again. */
export function attributesFrom(recorded: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(recorded)) {
    attributes[path] = value;
    const names = path.split('.');
    if (names.includes('__proto__')) continue;
    let inner = attributes;
    for (const name of names.slice(0, -1)) {
      const next = Object.hasOwn(inner, name) ? inner[name] : undefined;
      const isThere = typeof next === 'object' && next !== null && !Array.isArray(next);
      const object = isThere ? (next as Record<string, unknown>) : {};
      inner[name] = object;
      inner = object;
    }
    inner[names.at(-1) ?? path] = value;
  }
  return attributes;
}
