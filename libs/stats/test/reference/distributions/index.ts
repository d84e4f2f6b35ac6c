import { BETA } from './beta.js';
import { CHI_SQUARED } from './chi-squared.js';
import { NORMAL } from './normal.js';
import type { ReferencePoint } from './reference-point.js';
import { STUDENT_T } from './student-t.js';

/** Every distribution function at many points. */
export const DISTRIBUTION_REFERENCE: readonly ReferencePoint[] = [
  ...NORMAL,
  ...STUDENT_T,
  ...CHI_SQUARED,
  ...BETA,
];
