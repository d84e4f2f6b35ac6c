import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../access/api-client.js';
import { ApiRefusedError } from '../access/api-refused.error.js';
import type { Eligibility, Promotion, Report } from './answers.js';
import { EXAMPLE, EXAMPLE_THRESHOLDS } from './experiment.js';

const PATH = `/api/v1/promotions/${EXAMPLE.key}`;
/** What these paths answer until the services have read of the experiment. */
const NOT_YET = new Set([404, 409, 422]);

const unlessTooEarly = async <Answer>(call: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiRefusedError && NOT_YET.has(error.status)) return undefined;
    throw error;
  }
};

export const readReport = (admin: ApiClient): Promise<Report | undefined> =>
  unlessTooEarly(admin.call<Report>(`/api/v1/reports/experiments/${EXAMPLE.key}`));

export const readEligibility = (admin: ApiClient): Promise<Eligibility | undefined> => {
  const query = new URLSearchParams(
    Object.entries(EXAMPLE_THRESHOLDS).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return unlessTooEarly(admin.call<Eligibility>(`${PATH}/eligibility?${query.toString()}`));
};

/** Promotes the winner and waits for the answer of the service that owns the experiment; undefined when refused. */
export async function promote(admin: ApiClient, signal: AbortSignal): Promise<Promotion | undefined> {
  const body = { promotionType: 'auto', config: EXAMPLE_THRESHOLDS };
  const requested = await unlessTooEarly(admin.call<Promotion>(PATH, { method: 'POST', body }));
  for (let promotion = requested; ;) {
    if (promotion?.status !== 'requested') return promotion;
    await pause(500, undefined, { signal });
    const { promotions } = await admin.call<{ promotions: readonly Promotion[] }>(`${PATH}/history`);
    promotion = promotions.find(({ id }) => id === requested?.id);
  }
}
