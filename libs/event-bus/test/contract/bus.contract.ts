import type { CreateLog } from '../support/log-under-test.js';
import { aheadContract } from './ahead.contract.js';
import { archiveContract } from './archive.contract.js';
import { failuresContract } from './failures.contract.js';
import { flowContract } from './flow.contract.js';
import { groupsContract } from './groups.contract.js';
import { readingContract } from './reading.contract.js';
import { recordsContract } from './records.contract.js';

/** The promises of the log, to which every implementation is held. */
export function busContract(createLog: CreateLog): void {
  readingContract(createLog);
  aheadContract(createLog);
  recordsContract(createLog);
  groupsContract(createLog);
  failuresContract(createLog);
  flowContract(createLog);
  archiveContract(createLog);
}
