import type { MetricSpec, MetricType } from './metric-spec.js';

const SUFFIXES: readonly (readonly [suffix: string, type: MetricType])[] = [
  ['_value_per_user', 'mean'],
  ['_count_per_user', 'count'],
  ['_rate', 'proportion'],
];

/**
 * The metric that a bare name stands for, without being defined: `<event>_rate` is the share of units with the
 * event, `<event>_value_per_user` the sum of its values per unit, `<event>_count_per_user` the number of events per
 * unit, and any other name the share of units with an event of that name.
 * @param name what an experiment calls its metric
 * @example metricFromName('add_to_cart_rate') // { key: 'add_to_cart_rate', type: 'proportion', event: 'add_to_cart', … }
 */
export function metricFromName(name: string): MetricSpec {
  const shared = { key: name, direction: 'increase', windowHours: null } as const;
  for (const [suffix, type] of SUFFIXES)
    if (name.endsWith(suffix) && name.length > suffix.length)
      return { ...shared, type, event: name.slice(0, -suffix.length) };
  return { ...shared, type: 'proportion', event: name };
}
