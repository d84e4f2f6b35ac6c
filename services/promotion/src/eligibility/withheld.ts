import type { Assessment } from './assess-eligibility.js';
import { withoutLook } from './horizon.js';

const WARNING =
  'A fixed horizon decides once: its results are told when a promotion is asked for after the horizon, by a person or by the hourly check.';

/** An assessment without what only the one look of a fixed horizon can tell. */
export const withheld = (assessment: Assessment): Assessment => ({
  ...assessment,
  checks: withoutLook(assessment.checks),
  isEligible: false,
  winner: null,
  candidate: null,
  confidence: null,
  improvement: null,
  warnings: [...assessment.warnings, WARNING],
});
