import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runVectors } from '../src/index.js';

describe('reference vectors', () => {
  it('computed with 50 digits from the formulas alone, all hold', () => {
    const json = readFileSync(resolve(__dirname, 'reference/vectors.json'), 'utf8');
    expect(runVectors(json).lines).toEqual(['90 passed, 0 failed']);
  });

  it('computed with SciPy 1.17 and statsmodels 0.15, or from raw data with NumPy, all hold', () => {
    const json = readFileSync(resolve(__dirname, 'reference/scipy-vectors.json'), 'utf8');
    expect(runVectors(json).lines).toEqual(['85 passed, 0 failed']);
  });
});
