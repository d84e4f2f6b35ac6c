import { ClientListeners } from '../src/client/listeners.js';
import { createBrowserClient } from '../src/browser.js';
import { createServerClient } from '../src/server.js';

type Options = Parameters<typeof createServerClient>[0];
const as = <Given>(value: unknown) => value as Given;
const url = 'https://assay.example.com';

describe('a client without what nothing works without', () => {
  it.each([
    [{}, 'url'],
    [undefined, 'url'],
    [{ key: 'k', url: '' }, 'url'],
    [{ key: 'k', url: new URL(url) }, 'url'],
    [{ url }, 'key'],
    [{ url, apiKey: 'k' }, 'key'],
    [{ url, key: null }, 'key'],
  ])('%j: says that the option %s is missing', (given, option) => {
    for (const create of [() => createServerClient(as<Options>(given)), () => createBrowserClient(as(given))])
      expect(create).toThrow(
        expect.objectContaining({
          code: 'OPTION_INVALID',
          message: `the option "${option}" is missing`,
          data: { option },
        }),
      );
  });
});

describe('a listener', () => {
  it.each([
    ['change', () => undefined],
    ['toString', () => undefined],
    ['changed', undefined],
    ['error', null],
    ['error', {}],
  ])('of %s, %s, is refused', (name, listener) => {
    const listeners = new ClientListeners();
    expect(() => listeners.on(as<'error'>(name), as(listener))).toThrow(
      expect.objectContaining({ code: 'LISTENER_INVALID', message: `no event "${name}", or no function` }),
    );
  });
});
