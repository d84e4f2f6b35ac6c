/** The experiment of the first run, as `POST /api/v1/admin/experiments` takes it. */
export const EXAMPLE = {
  key: 'checkout-button',
  name: 'Checkout button',
  hypothesis: 'A green button that says "Buy now" brings more purchases than the grey one.',
  unitType: 'user',
  variants: [
    {
      key: 'grey',
      name: 'Grey button',
      isControl: true,
      weight: 1,
      config: { colour: 'grey', text: 'Continue' },
    },
    { key: 'green', name: 'Green button', weight: 1, config: { colour: 'green', text: 'Buy now' } },
  ],
  primaryMetric: 'purchase_rate',
  secondaryMetrics: ['add_to_cart_rate', 'purchase_value_per_user'],
  // Also what its report recommends by, so that the two agree.
  minimumSampleSize: 500,
} as const;

/** Lower than what decisions are made on otherwise, so that one can be watched within two minutes. */
export const EXAMPLE_THRESHOLDS = {
  minSampleSize: EXAMPLE.minimumSampleSize,
  minRuntimeHours: 0,
  minConfidenceLevel: 95,
  minImprovementPercent: 5,
} as const;
