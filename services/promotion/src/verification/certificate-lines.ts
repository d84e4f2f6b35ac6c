import type { AuditLines, FindingLine } from '@assay/contracts';
import { damageLine, noteLine } from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import type { AnyCertificate, CertificateDifference } from '../certificate/verify-certificate.js';
import { verifyAnyCertificate } from '../certificate/verify-certificate.js';

const PAGE = 500;

const certificateOf = ({ event }: StoredEvent): AnyCertificate | undefined =>
  (event.data as { readonly certificate?: AnyCertificate }).certificate;

/** Verdicts of other rules cannot be made again by these; their evidence is sealed all the same. */
function findingOf(stored: StoredEvent, differences: readonly CertificateDifference[]): FindingLine {
  const { event, stream, version } = stored;
  const isSealed = differences.every(({ field }) => field !== 'hash');
  const rules = differences.find(({ field }) => field === 'engineVersion');
  const place = `${stream} version ${String(version)}: certificate of ${event.type}`;
  if (isSealed && rules !== undefined)
    return noteLine({
      kind: 'certificate-of-other-rules',
      place,
      problem: `it was made by ${String(rules.stated)}; ${String(rules.recomputed)} cannot make it again`,
      since: event.time,
    });
  return damageLine({
    kind: 'certificate-altered',
    place,
    problem: `${differences.map(({ field }) => field).join(', ')} do not follow from its evidence`,
    since: event.time,
    expected: Object.fromEntries(differences.map(({ field, recomputed }) => [field, recomputed])),
    found: Object.fromEntries(differences.map(({ field, stated }) => [field, stated])),
  });
}

/** Makes every certificate of the store again from the evidence that it carries, and holds it against what it says. */
export async function* certificateLines(store: Pick<EventStore, 'readFrom' | 'end'>): AuditLines {
  const total = await store.end();
  let checked = 0;
  for (let position = 0; position < total;) {
    const events = await store.readFrom(position, PAGE);
    const last = events.at(-1);
    if (last === undefined) break;
    for (const stored of events) {
      const certificate = certificateOf(stored);
      if (certificate === undefined) continue;
      checked += 1;
      const { valid, differences } = verifyAnyCertificate(certificate);
      if (!valid) yield findingOf(stored, differences);
    }
    position = last.position + 1;
    yield { line: 'progress', done: position, total };
  }
  yield { line: 'done', checked, unit: 'certificates' };
}
