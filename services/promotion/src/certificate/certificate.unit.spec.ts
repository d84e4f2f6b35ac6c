import { Certificate, dataProblem, PromotionRequested } from '@assay/contracts';
import { evidence, sums } from '../../test/support/evidence.js';
import { certify, eligibility, ENGINE_VERSION } from './certificate.js';

const { verify: verifyCertificate } = eligibility;
const certificate = certify(evidence);
const fields = ({ differences }: ReturnType<typeof verifyCertificate>) =>
  differences.map(({ field }) => field);

describe('a certificate', () => {
  it('says what it rests on and what follows, and names its rules', () => {
    expect(certificate).toMatchObject({
      engineVersion: ENGINE_VERSION,
      isEligible: true,
      winner: 'green',
      variants: evidence.variants,
      offsets: evidence.offsets,
    });
    const optional = ['matured'];
    expect([...Object.keys(certificate), ...optional].sort()).toEqual(
      Object.keys(Certificate.properties).sort(),
    );
  });

  it('is what the event may carry', () => {
    const data = {
      promotionId: '00000000-0000-7000-8000-000000000001',
      experiment: 'checkout',
      experimentVersion: 4,
      variant: 'green',
      promotionType: 'manual',
      certificate,
    };
    expect(dataProblem(PromotionRequested, data)).toBeUndefined();
  });

  it('is the same bytes for the same evidence', () => {
    expect(certify(structuredClone(evidence))).toEqual(certificate);
  });
});

describe('verifying', () => {
  it('confirms an honest certificate, also after a trip through JSON', () => {
    expect(verifyCertificate(certificate)).toEqual({ valid: true, differences: [] });
    const travelled = JSON.parse(JSON.stringify(certificate)) as Certificate;
    expect(verifyCertificate(travelled).valid).toBe(true);
  });

  it('finds a changed number by the hash', () => {
    const forged = { ...certificate, improvement: 31 };
    expect(fields(verifyCertificate(forged))).toEqual(['hash', 'improvement']);
  });

  it('finds a verdict that does not follow from the evidence, though it was sealed again', () => {
    const weak = certify({
      ...evidence,
      variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1010)],
    });
    const { hash, ...content } = { ...weak, isEligible: true };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const verdict = verifyCertificate({ ...content, hash: hashOf(content) });
    expect(verdict.differences).toEqual([{ field: 'isEligible', stated: true, recomputed: false }]);
  });

  it('finds rules that are not ours', () => {
    expect(fields(verifyCertificate({ ...certificate, engineVersion: 'other' }))).toEqual([
      'hash',
      'engineVersion',
    ]);
  });

  it('refuses sums that no units can have', () => {
    const impossible = { ...certificate, variants: [sums('control', 10, 20), sums('green', 10, 30)] };
    expect(verifyCertificate(impossible).valid).toBe(false);
  });
});

/** Seals content as a forger would. */
function hashOf(content: Omit<Certificate, 'hash'>): string {
  const { differences } = verifyCertificate({ ...content, hash: '0'.repeat(64) });
  const found = differences.find(({ field }) => field === 'hash');
  return String(found?.recomputed);
}
