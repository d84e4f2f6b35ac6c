import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Logger, Module } from '@nestjs/common';
import { pause, untilItWorks } from '../delivery/retry.js';
import type { LogArchive } from '../archive/log-archive.js';
import type { EventBus } from '../port.js';
import type { BusConfig, BusLogger, BusTiming, TopicSettings } from './bus-options.js';
import { DEFAULT_TOPIC_SETTINGS } from './bus-options.js';
import { createBus } from './create-bus.js';
import { EVENT_BUS } from './event-bus.token.js';

/** How long a start waits for the topics; after that they are created in the background. */
const PATIENCE_MS = 10_000;

const nestLogger = (): BusLogger => {
  const logger = new Logger('EventBus');
  return {
    info: (message) => logger.log(message),
    warn: (message) => logger.warn(message),
    error: (message) => logger.error(message),
  };
};

class TopicCreation {
  readonly abort = new AbortController();

  /** Creates the topics as often as it takes: a broker that is still loading must not keep a service from starting. */
  async run(bus: EventBus, logger: BusLogger): Promise<void> {
    const created = untilItWorks(() => bus.createTopics(), {
      signal: this.abort.signal,
      onError: (error) =>
        logger.warn(`topics not created yet: ${error instanceof Error ? error.message : String(error)}`),
    });
    const waiting = new AbortController();
    await Promise.race([created, pause(PATIENCE_MS, waiting.signal)]);
    waiting.abort();
  }
}

/** The log for a whole application, under the token `EVENT_BUS`; its topics are created at the start. */
@Module({})
export class EventBusModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly creation: TopicCreation,
  ) {}

  /**
   * @param bus where the log is, and how long a process keeps its partitions without a sign of life
   * @param archive where what the broker no longer has is read from
   */
  static forRoot(
    { sessionMs, ...bus }: BusConfig & Partial<Pick<BusTiming, 'sessionMs'>>,
    topics: TopicSettings = DEFAULT_TOPIC_SETTINGS,
    archive?: LogArchive,
  ): DynamicModule {
    return {
      module: EventBusModule,
      global: true,
      providers: [
        TopicCreation,
        {
          provide: EVENT_BUS,
          inject: [TopicCreation],
          useFactory: async (creation: TopicCreation): Promise<EventBus> => {
            const logger = nestLogger();
            const timing = sessionMs === undefined ? {} : { sessionMs };
            const created = createBus({ bus, topics, archive, logger, timing });
            await creation.run(created, logger);
            return created;
          },
        },
      ],
      exports: [EVENT_BUS],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.creation.abort.abort();
    await this.bus.close();
  }
}
