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

  it.each([
    [[], 'body must be an object'],
    [{ context: '' }, 'context must be an object'],
    [{ context: { targetingKey: 5 } }, 'context.targetingKey must be a text'],
    [
      { context: { targetingKey: 'x'.repeat(201) } },
      'context.targetingKey must be a text of at most 200 characters',
    ],
  ])('of %j is told what is wrong: %s', (body, detail) => {
    expect(() => contextOf(body)).toThrow(expect.objectContaining({ code: 'INVALID_CONTEXT', detail }));
  });

  it('of a bulk evaluation is refused without the key of a flag', () => {
    expect(() => contextOf({})).toThrow(
      expect.objectContaining({
        extensions: { errorCode: 'TARGETING_KEY_MISSING', errorDetails: expect.any(String) },
      }),
    );
  });
});
