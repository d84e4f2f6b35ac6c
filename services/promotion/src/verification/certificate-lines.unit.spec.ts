import type { AuditLine, EventEnvelope } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';
import type { StoredEvent } from '@assay/event-store';
import { evidence } from '../../test/support/evidence.js';
import { certify } from '../certificate/certificate.js';
import { certificateLines } from './certificate-lines.js';

const honest = certify(evidence);
/** Sealed again, as somebody would who knows how. */
const resealed = (change: object) => {
  const { hash: _hash, ...content } = { ...honest, ...change };
  return { ...content, hash: canonicalHash(content) };
};

const stored = (certificates: readonly unknown[]): readonly StoredEvent[] =>
  certificates.map((certificate, position) => ({
    event: {
      type: 'PromotionRequested',
      time: '2026-01-31T12:00:00.000Z',
      data: certificate === undefined ? {} : { certificate },
    } as unknown as EventEnvelope,
    stream: 'default/promotion/checkout',
    version: position + 1,
    position,
  }));

async function look(...certificates: readonly unknown[]): Promise<readonly AuditLine[]> {
  const events = stored(certificates);
  const lines: AuditLine[] = [];
  const store = {
    end: () => Promise.resolve(events.length),
    readFrom: (from: number) => Promise.resolve(events.slice(from, from + 2)),
  };
  for await (const line of certificateLines(store)) lines.push(line);
  return lines;
}
const findings = (lines: readonly AuditLine[]) => lines.filter(({ line }) => line === 'finding');

describe('certificates made again', () => {
  it('follow from their evidence; events without one are passed over', async () => {
    const lines = await look(honest, undefined, honest);
    expect(findings(lines)).toEqual([]);
    expect(lines.at(-1)).toEqual({ line: 'done', checked: 2, unit: 'certificates' });
  });

  it.each([
    ['an altered one', { ...honest, improvement: 99 }],
    ['one that was altered and sealed again', resealed({ isEligible: false })],
    ['one whose evidence was altered', { ...honest, variants: honest.variants.toReversed() }],
  ])('name %s', async (_name, certificate) => {
    expect(findings(await look(honest, certificate))).toEqual([
      expect.objectContaining({
        severity: 'damage',
        kind: 'certificate-altered',
        place: 'default/promotion/checkout version 2: certificate of PromotionRequested',
      }),
    ]);
  });

  it('note one that other rules made', async () => {
    expect(findings(await look(resealed({ engineVersion: 'eligibility/0' })))).toEqual([
      expect.objectContaining({ severity: 'note', kind: 'certificate-of-other-rules' }),
    ]);
  });
});
