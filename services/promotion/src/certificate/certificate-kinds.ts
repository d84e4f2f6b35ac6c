import type { CertificateKind } from '@assay/contracts';
import { eligibility } from './certificate.js';
import { watch } from './rollback-certificate.js';

/** What promotions and their rollbacks rest on. */
export const CERTIFICATE_KINDS: readonly CertificateKind[] = [eligibility, watch];
