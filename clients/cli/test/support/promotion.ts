import { assay } from './main-job.js';
import type { RunningForm } from './standalone.js';

interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly value: unknown;
}

/** gate_40 is not promoted, and the answer says which checks fail, with their values. */
export async function expectRefusedPromotion({ folder, url }: RunningForm): Promise<void> {
  const token = (await assay(folder, 'token', '--role', 'admin', '--subject', 'main-job')).output;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const path = `${url}/api/monitoring/experiments/cookie_cats/promote`;
  const eligibility = (await (await fetch(path, { headers })).json()) as {
    data: { isEligible: boolean; winner: string | null; checks: Check[] };
  };
  expect(eligibility.data).toMatchObject({ isEligible: false, winner: null });
  const failed = eligibility.data.checks.filter(({ passed }) => !passed);
  // Whether confidence fails too depends on the looks that were taken while the data arrived.
  expect(failed.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['minImprovement', 'betterThanControl', 'minRuntime']),
  );
  expect(failed.every(({ value }) => value !== undefined)).toBe(true);
  const attempt = await fetch(path, {
    method: 'POST',
    headers,
    body: JSON.stringify({ variant: 'gate_40' }),
  });
  expect(attempt.status).toBe(422);
  const problem = (await attempt.json()) as { code: string; detail: string };
  expect(problem.code).toBe('NOT_ELIGIBLE');
  expect(problem.detail).toContain('minImprovement is -4.3119');
}
