import type { EventMetadata } from '@assay/contracts';
import { derivedId, parseStreamId } from '@assay/contracts';

/** What an event of a stream carries in these tests. */
export const metadata = (subject: string): EventMetadata => ({
  id: derivedId('event', subject),
  source: 'event-ingest',
  subject,
  time: '2026-03-01T12:00:00.000Z',
  project: parseStreamId(subject).project,
  actor: 'user:ada',
  correlationid: 'request-1',
});
