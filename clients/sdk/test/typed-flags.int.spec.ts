import { createServerClient } from '../src/server.js';
import { experiment, payload, rollout } from './support/definitions.js';

interface ShopFlags {
  readonly search: boolean;
  readonly checkout: { readonly color: string };
  readonly plain: 'control' | 'treatment';
}

const variants = ['control', 'treatment'].map((key) => ({
  ...{ key, isControl: key === 'control', weight: 1, config: {} },
}));
const text = JSON.stringify(payload([rollout(), experiment(), experiment({ key: 'plain', variants })]));

it('flags that are named in a type are checked when compiled, and have that type', async () => {
  const store = {
    getItem: (name: string) => (name.endsWith('config') ? text : null),
    setItem: () => undefined,
  };
  const connection = { url: 'http://127.0.0.1:9', key: 'k', updates: 'none', store } as const;
  const shop = createServerClient<ShopFlags>({ ...connection, exposures: 'manual' });
  shop.on('error', () => undefined);
  await shop.ready();
  const visitor = { targetingKey: 'visitor-1' };
  const search: boolean = await shop.getBoolean('search', false, visitor);
  const { color }: { readonly color: string } = await shop.getObject('checkout', { color: 'none' }, visitor);
  const plain: 'control' | 'treatment' = await shop.getString('plain', 'control', visitor);
  expect([search, ['blue', 'green'].includes(color), ['control', 'treatment'].includes(plain)]).toEqual([
    true,
    true,
    true,
  ]);
  // @ts-expect-error there is no such flag
  await shop.getBoolean('serach', false, visitor);
  // @ts-expect-error this one is a text
  await shop.getBoolean('plain', false, visitor);
  // @ts-expect-error it is never "other"
  await shop.getString('plain', 'other', visitor);
  await shop.close();

  const untyped = createServerClient({ ...connection, exposures: 'manual' });
  untyped.on('error', () => undefined);
  await untyped.ready();
  const { amount }: { readonly amount: number } = await untyped.getObject('nowhere', { amount: 5 }, visitor);
  const layout: string = await untyped.getString('nowhere', 'grid', visitor);
  expect([amount, layout]).toEqual([5, 'grid']);
  await untyped.close();
});
