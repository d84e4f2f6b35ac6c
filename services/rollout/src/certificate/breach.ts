import type { DataOf, RolloutRolledBack } from '@assay/contracts';
import type { BreachCertificate } from '../rollout/rollout-command.js';
import { triggerBreach } from './triggers-certificate.js';
import { windowBreach } from './window-certificate.js';

/** What speaks against an activation, for people. */
export type Breach = Pick<DataOf<typeof RolloutRolledBack>, 'reason' | 'evidence' | 'trigger'>;

/**
 * The breach that a certificate proves.
 * @throws TypeError for one that proves none
 */
export function breachOf(certificate: BreachCertificate): Breach {
  const breach = 'counts' in certificate ? windowBreach(certificate) : triggerBreach(certificate);
  if (breach === undefined) throw new TypeError(`nothing speaks against ${certificate.activation}`);
  return breach;
}
