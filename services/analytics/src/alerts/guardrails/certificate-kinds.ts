import type { CertificateKind } from '@assay/contracts';
import { metricRules } from './metric-certificate.js';
import { thresholdRules } from './threshold-certificate.js';

/** What alerts rest on that ask for the pause of an experiment. */
export const CERTIFICATE_KINDS: readonly CertificateKind[] = [thresholdRules, metricRules];
