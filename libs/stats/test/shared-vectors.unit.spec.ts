import { readFileSync } from 'node:fs';
import { runVectors } from '../src/index.js';
import { dataFile } from './reference/data-files.js';

const file = dataFile('EXAMPLE_VECTORS', '../shared/vectors', 'stats.json');

describe('shared vectors', () => {
  it('hold, for every capability', () => {
    if (file === undefined) return;
    const report = runVectors(readFileSync(file, 'utf8'));
    expect(report.lines).toEqual(['74 passed, 0 failed']);
    expect(report.ok).toBe(true);
  });
});
