import { renderBreakdown, renderSeries } from './render-comparisons.js';
import { renderExplained } from './render-explained.js';
import { renderOffPolicy } from './render-off-policy.js';
import { renderArms, renderPower } from './render-plan.js';
import { renderReport } from './render-report.js';
import { renderAaCheck, renderNovelty, renderSampleRatio } from './render-soundness.js';
import type { View } from './report-view.js';

const RENDERERS: Readonly<Record<View, (report: never) => string>> = {
  results: renderReport,
  series: renderSeries,
  breakdown: renderBreakdown,
  'sample-ratio': renderSampleRatio,
  power: renderPower,
  novelty: renderNovelty,
  'aa-check': renderAaCheck,
  arms: renderArms,
  'off-policy': renderOffPolicy,
  'explain-metric': renderExplained,
};

/** A view as text for the terminal. */
export const renderView = (view: string, report: unknown): string => RENDERERS[view as View](report as never);
