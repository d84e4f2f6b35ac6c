import type { AuditLine, EventEnvelope, Sealed } from '@assay/contracts';
import { canonicalHash, DecisionCheck, defineCertificate } from '@assay/contracts';
import type { StoredEvent } from '../port.js';
import { certificateLines } from './certificate-lines.js';

/** Is a value within its limit? */
const rules = (name: string) =>
  defineCertificate({
    engineVersion: `${name}/2 tests`,
    schema: DecisionCheck,
    conclusions: ['passed'],
    conclude: ({ name, value, threshold }) => {
      if (value === null) throw new Error(`nobody knows ${name}`);
      return { passed: Number(value) <= Number(threshold) };
    },
    told: ({ passed }) => ({ type: passed ? 'Kept' : 'Taken', data: { reason: passed ? null : 'too much' } }),
  });
const [rates, others] = [rules('rates'), rules('others')];
const sealed = (certificate: DecisionCheck) => certificate as DecisionCheck & Sealed;
const honest = sealed(rates.certify({ name: 'rate', value: 3, threshold: 5 }));
const taken = sealed(others.certify({ name: 'rate', value: 6, threshold: 5 }));

/** Sealed again, as somebody would who knows how. */
const resealed = (change: object) => {
  const { hash: _hash, ...content } = { ...honest, ...change };
  return { ...content, hash: canonicalHash(content) };
};

type Carrier = readonly [type: string, data: object];
const kept = (certificate: object): Carrier => ['Kept', { certificate }];

async function look(...carriers: readonly Carrier[]): Promise<readonly AuditLine[]> {
  const events = carriers.map(([type, data], position): StoredEvent => {
    const event = { type, time: '2026-01-31T12:00:00.000Z', data } as unknown as EventEnvelope;
    return { event, stream: 'default/promotion/checkout', version: position + 1, position };
  });
  const lines: AuditLine[] = [];
  const store = {
    end: () => Promise.resolve(events.length),
    readFrom: (from: number) => Promise.resolve(events.slice(from, from + 2)),
  };
  for await (const line of certificateLines(store, [rates, others])) lines.push(line);
  return lines;
}
const findings = (lines: readonly AuditLine[]) => lines.filter(({ line }) => line === 'finding');

describe('certificates made again', () => {
  it('follow from their evidence, and are counted by kind; events without one are passed over', async () => {
    const lines = await look(
      kept(honest),
      ['Kept', {}],
      ['Kept', honest],
      ['Taken', { certificate: taken, reason: 'too much' }],
    );
    expect(findings(lines)).toEqual([]);
    expect(lines.at(-1)).toEqual({
      ...{ line: 'done', checked: 3, unit: 'certificates', byKind: { rates: 2, others: 1 } },
    });
  });

  it.each([
    ['an altered one', kept({ ...honest, threshold: 9 }), ['hash']],
    ['one that was altered and sealed again', kept(resealed({ passed: false })), ['passed']],
    [
      'one whose evidence was altered',
      kept({ ...honest, value: 6 }),
      ['hash', 'passed', 'type', 'data.reason'],
    ],
    ['one of rules that nobody has', kept(resealed({ engineVersion: 'mine/1' })), ['engineVersion']],
    ['one that says nothing', kept(resealed({ value: null })), ['evidence', 'passed']],
    ['an event that does otherwise', ['Taken', { certificate: honest }] as const, ['type']],
    [
      'an event that says otherwise',
      ['Taken', { certificate: taken, reason: 'so' }] as const,
      ['data.reason'],
    ],
  ])('name %s', async (_name, carrier, fields) => {
    expect(findings(await look(kept(honest), carrier))).toEqual([
      expect.objectContaining({
        ...{ severity: 'damage', kind: 'certificate-altered' },
        place: `default/promotion/checkout version 2: certificate of ${carrier[0]}`,
        problem: `${fields.join(', ')} do not follow from its evidence`,
      }),
    ]);
  });

  it('note one that another version of the rules made', async () => {
    expect(findings(await look(kept(resealed({ engineVersion: 'rates/1' }))))).toEqual([
      expect.objectContaining({ severity: 'note', kind: 'certificate-of-other-rules' }),
    ]);
  });
});
