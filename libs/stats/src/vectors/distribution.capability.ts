import { betaCdf } from '../distributions/beta-cdf.js';
import { betaQuantile } from '../distributions/beta-quantile.js';
import { betaSurvival } from '../distributions/beta-survival.js';
import { chiSquaredCdf } from '../distributions/chi-squared-cdf.js';
import { chiSquaredQuantile } from '../distributions/chi-squared-quantile.js';
import { chiSquaredSurvival } from '../distributions/chi-squared-survival.js';
import { normalCdf } from '../distributions/normal-cdf.js';
import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { studentTCdf } from '../distributions/student-t-cdf.js';
import { studentTQuantile } from '../distributions/student-t-quantile.js';
import { studentTSurvival } from '../distributions/student-t-survival.js';
import { LengthMismatchError } from '../errors/length-mismatch.error.js';
import { UnknownFunctionError } from '../errors/unknown-function.error.js';
import type { Fields } from './inputs.js';
import { numbers, text } from './inputs.js';

type DistributionFunction = (...args: number[]) => number;

const FUNCTIONS: Readonly<Record<string, DistributionFunction>> = {
  'normal.cdf': normalCdf,
  'normal.sf': normalSurvival,
  'normal.quantile': normalQuantile,
  't.cdf': studentTCdf,
  't.sf': studentTSurvival,
  't.quantile': studentTQuantile,
  'chi2.cdf': chiSquaredCdf,
  'chi2.sf': chiSquaredSurvival,
  'chi2.quantile': chiSquaredQuantile,
  'beta.cdf': betaCdf,
  'beta.sf': betaSurvival,
  'beta.quantile': betaQuantile,
} satisfies Record<string, (a: number, b: number, c: number) => number>;

export function distributionTailCapability(inputs: Fields): object {
  const name = text(inputs, 'fn');
  const distribution = FUNCTIONS[name];
  if (distribution === undefined) throw new UnknownFunctionError(name);
  const args = numbers(inputs, 'args');
  if (args.length !== distribution.length)
    throw new LengthMismatchError('args', `parameters of ${name}`, [args.length, distribution.length]);
  return { value: distribution(...args) };
}
