import { Identities } from './identities.js';

describe('identities', () => {
  it('are an id under a unit: several units may have the same id, each once', () => {
    const seen = new Identities();
    const added = ['u', 'v', 'u', 'v', 'w', 'w'].map((unitKey) => seen.add({ id: 'i', unitKey }));
    expect(added).toEqual([true, true, false, false, true, false]);
  });

  it('are found again, and no others', () => {
    const seen = new Identities();
    for (const unitKey of ['u', 'v']) seen.add({ id: 'i', unitKey });
    const asked = [
      { id: 'i', unitKey: 'u' },
      { id: 'i', unitKey: 'v' },
      { id: 'i', unitKey: 'w' },
      { id: 'j', unitKey: 'u' },
    ];
    expect(asked.map((identity) => seen.has(identity))).toEqual([true, true, false, false]);
  });
});
