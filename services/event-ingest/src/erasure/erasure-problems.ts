import { ConflictProblem } from '@assay/platform';

/** 409 `PRIVACY_OFF`: attributes lie in clear, and no key can take them back. */
export class PrivacyOffProblem extends ConflictProblem {
  constructor() {
    super(
      'PRIVACY_OFF',
      'this installation has no data keys: attributes lie in the log in clear and cannot be erased; ' +
        'set PRIVACY_MASTER_KEYS, and what is sent from then on can',
    );
  }
}
