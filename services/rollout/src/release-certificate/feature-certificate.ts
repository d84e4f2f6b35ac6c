import { defineCertificate, ReleaseFeatureCertificate } from '@assay/contracts';

type Conclusions = Pick<ReleaseFeatureCertificate, 'checks' | 'verdict'>;

/** What comes of a feature that is switched off while its version has traffic. */
export const featureRules = defineCertificate({
  engineVersion: 'release-feature/1',
  schema: ReleaseFeatureCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ release }) => release,
  conclude: ({ feature, enabled, autoRollback }): Conclusions => ({
    checks: [{ name: `feature.${feature}`, passed: enabled, value: enabled ? 'on' : 'off', threshold: 'on' }],
    verdict: enabled ? 'stay' : autoRollback ? 'roll_back' : 'withhold',
  }),
  told: ({ verdict }) => {
    const data = { trigger: 'feature_disabled', evidence: null };
    if (verdict === 'stay') return null;
    return verdict === 'roll_back'
      ? { type: 'ReleaseRolledBack', data: { automatic: true, ...data } }
      : { type: 'ReleaseRollbackWithheld', data };
  },
});
