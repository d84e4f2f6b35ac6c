import { UnknownShapeError } from '../errors/unknown-shape.error.js';
import { sampleRatioMismatch } from '../srm/sample-ratio-mismatch.js';
import { sequentialSampleRatio } from '../srm/sequential-sample-ratio.js';
import type { Fields } from './inputs.js';
import { has, numbers } from './inputs.js';

export function srmCapability(inputs: Fields): object {
  if (has(inputs, 'counts', 'expected')) {
    const dirichlet = has(inputs, 'dirichlet') ? numbers(inputs, 'dirichlet') : undefined;
    return sequentialSampleRatio(numbers(inputs, 'counts'), numbers(inputs, 'expected'), dirichlet);
  }
  if (has(inputs, 'counts', 'weights'))
    return sampleRatioMismatch(numbers(inputs, 'counts'), numbers(inputs, 'weights'));
  throw new UnknownShapeError('srm', Object.keys(inputs));
}
