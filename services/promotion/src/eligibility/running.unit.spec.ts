import { statusInWords } from '@assay/contracts';
import type { Assessment } from './assess-eligibility.js';
import { describeNotRunning, whileRunning } from './running.js';

const eligible: Assessment = {
  checks: [{ name: 'minSampleSize', passed: true, value: 2000, threshold: 1000 }],
  isEligible: true,
  winner: 'green',
  candidate: 'green',
  confidence: 99,
  improvement: 10,
  warnings: ['the other one'],
};

describe('the status of an experiment', () => {
  it('is a check that a running one passes', () => {
    const told = whileRunning(eligible, { key: 'checkout', status: 'running', winner: null });
    expect(told).toMatchObject({ isEligible: true, warnings: ['the other one'] });
    expect(told.checks[0]).toEqual({ name: 'running', passed: true, value: 'running', threshold: 'running' });
  });

  it.each([
    ['paused', null, 'experiment checkout is paused, not running'],
    [
      'concluded',
      'green',
      'experiment checkout is concluded, not running: its winner green is served to all',
    ],
    [
      'concluded',
      null,
      'experiment checkout is concluded, not running: it had no winner, and control is served to all',
    ],
    [
      'reopened',
      null,
      'experiment checkout is running with controlOnly: control is served to all until a new run is started',
    ],
    ['archived', 'green', 'experiment checkout is archived, not running'],
  ] as const)('stands against every promotion when it is %s (winner %s)', (status, winner, sentence) => {
    const told = whileRunning(eligible, { key: 'checkout', status, winner });
    expect(told.isEligible).toBe(false);
    expect(told.checks[0]).toMatchObject({
      name: 'running',
      passed: false,
      value: statusInWords(status),
    });
    expect(told.warnings).toEqual([`EXPERIMENT_NOT_RUNNING: ${sentence}`, 'the other one']);
    expect(describeNotRunning({ key: 'checkout', status, winner })).toBe(sentence);
  });
});
