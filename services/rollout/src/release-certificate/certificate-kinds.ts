import type { CertificateKind } from '@assay/contracts';
import { featureRules } from './feature-certificate.js';
import { healthRules } from './health-certificate.js';
import { stepRules } from './step-certificate.js';

/** What decisions about releases rest on. */
export const RELEASE_CERTIFICATES: readonly CertificateKind[] = [healthRules, stepRules, featureRules];
