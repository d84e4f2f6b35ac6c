import { contextOf } from './ofrep-request.js';

describe('the context', () => {
  it('names the unit', () => {
    const context = { targetingKey: 'u1', country: 'NL' };
    expect(contextOf({ context }, 'flag')).toEqual({ unit: 'u1', attributes: context });
  });

  it.each([
    [undefined, 'TARGETING_KEY_MISSING'],
    [{}, 'TARGETING_KEY_MISSING'],
    [{ context: {} }, 'TARGETING_KEY_MISSING'],
    [{ context: { targetingKey: '' } }, 'TARGETING_KEY_MISSING'],
    ['text', 'INVALID_CONTEXT'],
    [{ context: null }, 'INVALID_CONTEXT'],
    [{ context: { targetingKey: 5 } }, 'INVALID_CONTEXT'],
    [{ context: { targetingKey: 'x'.repeat(201) } }, 'INVALID_CONTEXT'],
  ])('of %j is refused with %s', (body, code) => {
    expect(() => contextOf(body, 'flag')).toThrow(
      expect.objectContaining({
        code,
        extensions: expect.objectContaining({ key: 'flag', errorCode: code }),
      }),
    );
  });

  it('of a bulk evaluation is refused without the key of a flag', () => {
    expect(() => contextOf({})).toThrow(
      expect.objectContaining({
        extensions: { errorCode: 'TARGETING_KEY_MISSING', errorDetails: expect.any(String) },
      }),
    );
  });
});
