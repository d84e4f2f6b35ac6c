import type { CertificateKind } from '@assay/contracts';
import { needsRules } from './needs-certificate.js';
import { signalRules } from './signal-certificate.js';
import { stepRules } from './step-certificate.js';
import { triggerRules } from './triggers-certificate.js';
import { windowRules } from './window-certificate.js';

/** What decisions about rollouts rest on. */
export const CERTIFICATE_KINDS: readonly CertificateKind[] = [
  windowRules,
  triggerRules,
  stepRules,
  signalRules,
  needsRules,
];
