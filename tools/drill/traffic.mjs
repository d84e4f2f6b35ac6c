import { until } from './system.mjs';

/** An experiment with units that saw it and bought. */
export const live = async (assay, units) => {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const primaryMetric = { key: 'bought', type: 'proportion', event: 'purchase' };
  await assay.call('/api/v1/admin/experiments', { key: 'drill', name: 'drill', variants, primaryMetric });
  await assay.call('/api/v1/admin/experiments/drill/start', {});
  const assign = (unit) => assay.call('/api/v1/experiments/assign', { experiment: 'drill', unit });
  await until('evaluated', async () => {
    const { reason } = await assign('first');
    return [reason === 'split', reason];
  });
  for (let from = 0; from < units; from += 100) {
    const names = Array.from({ length: Math.min(100, units - from) }, (_, index) => `unit-${from + index}`);
    const assigned = await Promise.all(names.map(assign));
    const events = names.flatMap((unit, index) => [
      { type: 'exposure', unit, experiment: 'drill', variant: assigned[index].variant },
      { type: 'purchase', unit, value: '3.5' },
    ]);
    await assay.call('/api/v1/events', { events });
  }
};

export const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

/** The hashes of read models once two looks agree, with everybody counted. */
export const settled = (assay, units) =>
  until('counted', async () => {
    const { variants } = await assay.call('/api/v1/reports/experiments/drill');
    const counted = variants.reduce((sum, variant) => sum + variant.units, 0);
    const [first, second] = [await assay.hashes(), await assay.hashes()];
    return [counted === units && same(first, second), first];
  });

/** Says whether something holds; what does not is the exit code. */
export const check = (what, holds) => {
  console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  if (!holds) process.exitCode = 1;
};
