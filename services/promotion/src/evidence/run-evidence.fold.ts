import { dominates } from '@assay/contracts';
import { armOf } from '../eligibility/arms.js';
import { compareWithControl } from '../eligibility/compare-with-control.js';
import { phaseUnits } from '../eligibility/phase-units.js';
import type { RunEvidence, Snapshot } from './run-evidence.js';

/** The always-valid p-value of each treatment at this look; none without the design it is judged by. */
function looksOf({ design, metrics, variants: all, matured }: Snapshot): RunEvidence['minima'] {
  const variants = matured ?? all;
  const metric = metrics.find(({ key }) => key === design?.primaryMetric);
  if (design?.control == null || metric === undefined) return [];
  const { control, plannedUnits } = design;
  const treatments = [...new Set(variants.map(({ variant }) => variant))].filter((key) => key !== control);
  const baseline = armOf(control, variants);
  const options = { plannedUnits, allUnits: phaseUnits(variants) };
  return treatments.sort().map((variant) => {
    const { comparison } = compareWithControl(baseline, armOf(variant, variants), metric, options);
    return { variant, pValue: comparison?.sequential.pValue ?? 1 };
  });
}

/** By which definition of the primary metric the sums came about; undefined before there are any. */
const versionOf = ({ design, variants }: Snapshot): number | undefined =>
  variants.flatMap(({ metrics }) => metrics).find(({ metric }) => metric === design?.primaryMetric)?.version;

/** Looks at another definition of the metric, such as one whose cap has been frozen since, are looks at other numbers. */
function minimaBefore(evidence: RunEvidence | undefined, snapshot: Snapshot): RunEvidence['minima'] {
  if (evidence === undefined) return [];
  const [before, now] = [versionOf(evidence.snapshot), versionOf(snapshot)];
  return before === undefined || before === now ? evidence.minima : [];
}

function smallest(before: RunEvidence['minima'], looks: RunEvidence['minima']): RunEvidence['minima'] {
  const minima = new Map(before.map(({ variant, pValue }) => [variant, pValue]));
  for (const { variant, pValue } of looks) minima.set(variant, Math.min(pValue, minima.get(variant) ?? 1));
  return [...minima].sort(([a], [b]) => (a < b ? -1 : 1)).map(([variant, pValue]) => ({ variant, pValue }));
}

/** The evidence after one more snapshot; one that covers less than the last is ignored. */
export function foldSnapshot(evidence: RunEvidence | undefined, snapshot: Snapshot): RunEvidence {
  if (evidence !== undefined && !dominates(snapshot, evidence.snapshot)) return evidence;
  return { snapshot, minima: smallest(minimaBefore(evidence, snapshot), looksOf(snapshot)) };
}
