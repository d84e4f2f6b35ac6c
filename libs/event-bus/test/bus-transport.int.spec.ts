import 'reflect-metadata';
import type { EventEnvelope } from '@assay/contracts';
import { createTestDatabase, eventually } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { INestApplication } from '@nestjs/common';
import { Controller, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { EventBus } from '@assay/event-bus';
import { BusContext, BusTransport, connectBusTransport, EVENT_BUS, EventBusModule } from '@assay/event-bus';
import { createGate } from './support/gate.js';
import { ACCESS, click, INTERACTIONS, revision } from './support/sample-events.js';

interface Seen {
  readonly by: string;
  readonly id: string;
  readonly topic: string;
}

/** What the controllers got, and how they are to behave. */
const world = {
  seen: [] as Seen[],
  fail: (_event: EventEnvelope): void => undefined,
  wait: (): Promise<void> => Promise.resolve(),
};

@Controller()
class AnalyticsController {
  @EventPattern<string>('InteractionRecorded', { group: 'analytics' })
  async interaction(@Payload() event: EventEnvelope, @Ctx() context: BusContext): Promise<void> {
    await world.wait();
    world.fail(event);
    world.seen.push({ by: 'analytics', id: event.id, topic: context.delivered.topic });
  }

  @EventPattern<string>('ApiKeyRevoked', { group: 'analytics' })
  revoked(@Payload() event: EventEnvelope, @Ctx() context: BusContext): void {
    world.seen.push({ by: 'analytics', id: event.id, topic: context.delivered.topic });
  }
}

@Controller()
class RolloutController {
  @EventPattern('InteractionRecorded')
  interaction(@Payload() event: EventEnvelope): void {
    world.seen.push({ by: 'rollout', id: event.id, topic: INTERACTIONS });
  }
}

const seenBy = (by: string): readonly string[] =>
  world.seen.filter((seen) => seen.by === by).map(({ id }) => id);

describe('event handlers of a hybrid application', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let bus: EventBus;

  beforeEach(async () => {
    Object.assign(world, { seen: [], fail: () => undefined, wait: () => Promise.resolve() });
    database = await createTestDatabase();
    @Module({
      imports: [EventBusModule.forRoot({ kind: 'postgres', databaseUrl: database.url })],
      controllers: [AnalyticsController, RolloutController],
    })
    class AppModule {}
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = testing.createNestApplication(new FastifyAdapter(), { logger: false });
    connectBusTransport(app, {
      group: 'rollout',
      retry: { attempts: 2, initialDelayMs: 1, maxDelayMs: 1 },
    });
    await app.startAllMicroservices();
    await app.init();
    bus = app.get<EventBus>(EVENT_BUS);
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  it('get each event once for every group, with its place in the log', async () => {
    const events = [click('unit-1', 1), click('unit-1', 2)];
    await bus.publish([...events, revision('default/api-key/a', 1)]);
    await eventually(() => world.seen.length === 5);
    expect(seenBy('rollout')).toEqual(events.map(({ id }) => id));
    expect(new Set(world.seen.map(({ by, topic }) => `${by} ${topic}`))).toEqual(
      new Set([`analytics ${INTERACTIONS}`, `analytics ${ACCESS}`, `rollout ${INTERACTIONS}`]),
    );
  });

  it('are tried again and in the end passed over when they throw, without holding up the others', async () => {
    let tries = 0;
    world.fail = (event) => {
      if (event.id !== click('unit-1', 1).id) return;
      tries += 1;
      throw new TypeError('cannot read properties of undefined');
    };
    await bus.publish([click('unit-1', 1), click('unit-1', 2)]);
    await eventually(() => seenBy('analytics').includes(click('unit-1', 2).id));
    expect(tries).toBeGreaterThan(1);
    expect(seenBy('analytics')).not.toContain(click('unit-1', 1).id);
    const letters = await bus.ends(`${INTERACTIONS}.dead-letters`);
    expect(letters.reduce((sum, { end }) => sum + end, 0)).toBe(1);
  });

  it('wait for a database that is away, because their error arrives as it was thrown', async () => {
    let away = 5;
    world.fail = () => {
      away -= 1;
      if (away >= 0) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    };
    await bus.publish([click('unit-1', 1)]);
    await eventually(() => seenBy('analytics').length === 1);
    const letters = await bus.ends(`${INTERACTIONS}.dead-letters`);
    expect(letters.reduce((sum, { end }) => sum + end, 0)).toBe(0);
  });

  it('finish the event in hand when the application closes', async () => {
    const gate = createGate();
    let begun = false;
    world.wait = () => {
      begun = true;
      return gate.opened;
    };
    await bus.publish([click('unit-1', 1)]);
    await eventually(() => begun);
    const closed = app.close();
    gate.open();
    await closed;
    expect(seenBy('analytics')).toEqual([click('unit-1', 1).id]);
  });
});

describe('a pattern that cannot be subscribed to', () => {
  const transport = new BusTransport({} as EventBus);
  const handler = Object.assign(() => Promise.resolve(), { extras: {} });

  it.each([
    ['InteractionRecorded', true, {}, 'names no consumer group'],
    ['Nonsense', true, { group: 'g' }, 'is not in the catalogue'],
    ['InteractionRecorded', false, { group: 'g' }, 'is a request'],
  ])('is refused when the application starts: %s', (pattern, isEvent, extras, problem) => {
    expect(() => transport.addHandler(pattern, handler as never, isEvent, extras)).toThrow(problem);
  });
});
