import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireCount } from '../errors/require.js';

const CRITICAL = '(critical)';
const plain = (label: string): string => label.replace(CRITICAL, '');

/**
 * How good is a canary over all its metrics, from 0 to 100?
 *
 * Per group the share of metrics that pass, among those with data; groups by weight. A critical metric that does
 * not pass, or half of all metrics without data, make it 0.
 * @param groups classifications of the metrics of each group; `High(critical)` marks a critical metric
 * @param weights percent of a group; groups without one share what is left equally
 * @returns score rounded to two decimals; null without any metric
 * @throws StatsError for negative weights and weights over 100 in total
 * @see https://github.com/spinnaker/kayenta
 * @example canaryScore({ g: ['Pass', 'High', 'Low'] }, {}).score // 33.33
 */
export function canaryScore(
  groups: Readonly<Record<string, readonly string[]>>,
  weights: Readonly<Record<string, number>>,
): { readonly score: number | null; readonly reason: NothingToCompute | null } {
  const labels = Object.values(groups).flat();
  const given = Object.keys(groups).map((name) => weightOf(weights, name));
  const left = 100 - given.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
  if (left < -1e-9) throw new OutOfRangeError('weights', 100 - left, 'at most 100 in total');
  if (labels.length === 0) return { score: null, reason: 'no-units' };
  if (labels.some((label) => label.endsWith(CRITICAL) && plain(label) !== 'Pass'))
    return { score: 0, reason: null };
  if (2 * labels.filter((label) => plain(label) === 'Nodata').length >= labels.length)
    return { score: 0, reason: null };
  const share = left / given.filter((weight) => weight === undefined).length;
  const score = Object.values(groups).reduce(
    (sum, group, i) => sum + (groupScore(group) * (given[i] ?? share)) / 100,
    0,
  );
  return { score: Math.round(score * 100) / 100, reason: null };
}

function weightOf(weights: Readonly<Record<string, number>>, name: string): number | undefined {
  const weight = Object.hasOwn(weights, name) ? weights[name] : undefined;
  if (weight !== undefined) requireCount(`weights.${name}`, weight);
  return weight;
}

function groupScore(labels: readonly string[]): number {
  const judged = labels.filter((label) => plain(label) !== 'Nodata');
  const passed = judged.filter((label) => plain(label) === 'Pass').length;
  return judged.length === 0 ? 100 : (100 * passed) / judged.length;
}
