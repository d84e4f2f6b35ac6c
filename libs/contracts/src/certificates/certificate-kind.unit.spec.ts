import { Type } from '@sinclair/typebox';
import { Seal } from './certificate-parts.js';
import { defineCertificate } from './certificate-kind.js';

describe('a certificate', () => {
  it('is made with what was concluded already, at the cost of one conclusion', () => {
    let concluded = 0;
    const { certify } = defineCertificate({
      engineVersion: 'doubled/1',
      schema: Type.Object({ ...Seal, half: Type.Number(), whole: Type.Number() }),
      conclusions: ['whole'],
      conclude: ({ half }) => {
        concluded += 1;
        return { whole: 2 * half };
      },
    });
    expect(certify({ half: 2 }, { whole: 4 })).toEqual(certify({ half: 2 }));
    expect(concluded).toBe(1);
  });
});
