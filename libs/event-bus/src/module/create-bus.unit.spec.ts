import { KafkaBus } from '../kafka/kafka-bus.js';
import { PostgresBus } from '../postgres/postgres-bus.js';
import { prefixOf } from './bus-options.js';
import { createBus } from './create-bus.js';

/** A port of this machine on which nothing listens. */
const NOWHERE = '127.0.0.1:1';

describe('the log that the configuration names', () => {
  it.each([
    ['kafka', { kind: 'kafka', brokers: [NOWHERE] }, KafkaBus],
    ['postgres', { kind: 'postgres', databaseUrl: `postgres://u@${NOWHERE}/d` }, PostgresBus],
  ] as const)('is %s, and can be made and closed while it is away', async (_, config, type) => {
    const bus = createBus({ bus: config });
    expect(bus).toBeInstanceOf(type);
    await bus.close();
    expect(bus.isHealthy()).toBe(false);
  });

  it('says that it is away, and is not healthy', async () => {
    const bus = createBus({ bus: { kind: 'postgres', databaseUrl: `postgres://u@${NOWHERE}/d` } });
    await expect(bus.createTopics()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(bus.isHealthy()).toBe(false);
    await bus.close();
  });

  it('refuses to begin anything once it is closed', async () => {
    const bus = createBus({ bus: { kind: 'postgres', databaseUrl: `postgres://u@${NOWHERE}/d` } });
    await bus.close();
    await bus.close();
    const closed = { code: 'BUS_CLOSED' };
    await expect(bus.publishRaw('t', [])).rejects.toMatchObject(closed);
    await expect(
      bus.read({ name: 'r', topics: ['t'], handle: () => Promise.resolve() }),
    ).rejects.toMatchObject(closed);
  });

  it.each([
    [undefined, ''],
    ['', ''],
    ['blue', 'blue.'],
  ])('puts the namespace %p before names as %p', (namespace, prefix) => {
    const config = { kind: 'kafka', brokers: [] } as const;
    expect(prefixOf(namespace === undefined ? config : { ...config, namespace })).toBe(prefix);
  });
});
