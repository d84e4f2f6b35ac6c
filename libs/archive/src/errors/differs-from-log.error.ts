import type { LogRecord } from '@assay/event-bus';
import { ArchiveDamagedError } from './archive-damaged.error.js';

/** A message of the archive is not the one that the log still has. */
export const differsFromLog = ({ topic, partition, offset }: LogRecord): ArchiveDamagedError =>
  new ArchiveDamagedError({
    kind: 'archive-differs',
    place: `${topic}[${String(partition)}]:${String(offset)}`,
    problem: 'the message in the archive is not the one in the log',
  });
