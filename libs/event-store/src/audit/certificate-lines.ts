import type {
  AuditLines,
  CertificateDifference,
  CertificateKind,
  FindingLine,
  Sealed,
} from '@assay/contracts';
import { certificateOf, damageLine, kindOf, noteLine, rulesOf, verifyCertificate } from '@assay/contracts';
import type { EventStore, StoredEvent } from '../port.js';

const PAGE = 500;

/** The rules are ours, in another version: their verdicts cannot be made again; their evidence is sealed all the same. */
const isOfOtherVersion = (
  differences: readonly CertificateDifference[],
  kind: CertificateKind | undefined,
): boolean =>
  kind !== undefined &&
  differences.every(({ field }) => field !== 'hash') &&
  differences.some(({ field }) => field === 'engineVersion');

function findingOf(
  { event, stream, version }: StoredEvent,
  differences: readonly CertificateDifference[],
  kind: CertificateKind | undefined,
): FindingLine {
  const found = Object.fromEntries(differences.map(({ field, stated }) => [field, stated]));
  const expected = Object.fromEntries(differences.map(({ field, recomputed }) => [field, recomputed]));
  const place = `${stream} version ${String(version)}: certificate of ${event.type}`;
  if (isOfOtherVersion(differences, kind))
    return noteLine({
      kind: 'certificate-of-other-rules',
      place,
      problem: `it was made by ${String(found['engineVersion'])}; ${String(expected['engineVersion'])} cannot make it again`,
      since: event.time,
    });
  return damageLine({
    kind: 'certificate-altered',
    place,
    problem: `${differences.map(({ field }) => field).join(', ')} do not follow from its evidence`,
    ...{ since: event.time, expected, found },
  });
}

interface Found {
  readonly stored: StoredEvent;
  readonly certificate: Sealed;
}

async function* certified(
  store: Pick<EventStore, 'readFrom'>,
  total: number,
): AsyncGenerator<Found | number> {
  for (let position = 0; position < total;) {
    const events = await store.readFrom(position, PAGE);
    const last = events.at(-1);
    if (last === undefined) return;
    for (const stored of events) {
      const certificate = certificateOf(stored.event);
      if (certificate !== undefined) yield { stored, certificate };
    }
    position = last.position + 1;
    yield position;
  }
}

/**
 * Makes every certificate of a store again from the evidence that it carries, and holds it and its event against what
 * they say.
 * @param kinds of certificates that the events of this store carry
 */
export async function* certificateLines(
  store: Pick<EventStore, 'readFrom' | 'end'>,
  kinds: readonly CertificateKind[],
): AuditLines {
  const total = await store.end();
  const counts = new Map(kinds.map(({ rules }) => [rules, 0]));
  let checked = 0;
  for await (const found of certified(store, total)) {
    if (typeof found === 'number') {
      yield { line: 'progress', done: found, total };
      continue;
    }
    const { stored, certificate } = found;
    const rules = rulesOf(certificate.engineVersion);
    counts.set(rules, (counts.get(rules) ?? 0) + 1);
    checked += 1;
    const { valid, differences } = verifyCertificate(kinds, certificate, stored.event);
    if (!valid) yield findingOf(stored, differences, kindOf(kinds, certificate));
  }
  yield { line: 'done', checked, unit: 'certificates', byKind: Object.fromEntries(counts) };
}
