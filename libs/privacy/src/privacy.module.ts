import { migrate, untilAvailable } from '@assay/event-store';
import type { ServiceConfig } from '@assay/platform';
import type { DynamicModule, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { Privacy } from './privacy.js';
import { KEY_KEEPER, PRIVACY_SCHEMA } from './schema.js';

/** Injection token of {@link Privacy}. */
export const PRIVACY = Symbol('assay:privacy');
const CONFIG = Symbol('assay:privacy-config');

type Config = Pick<ServiceConfig, 'privacy' | 'migrateOnStart'>;

@Injectable()
class PrivacyLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(PRIVACY) private readonly privacy: Privacy,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    const { privacy, migrateOnStart } = this.config;
    if (privacy === undefined) return;
    const database = { service: KEY_KEEPER, databaseUrl: privacy.databaseUrl };
    if (migrateOnStart) await untilAvailable(() => migrate(database, PRIVACY_SCHEMA));
    await untilAvailable(async () => this.privacy.keys?.expectMasters());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.privacy.keys?.close();
  }
}

/** Keeps the tables of the keys, and closes what was opened. */
@Module({})
export class PrivacyModule {
  /** @param privacy what the service has opened, also for what is made before its providers are */
  static of(privacy: Privacy, config: Config): DynamicModule {
    return {
      module: PrivacyModule,
      providers: [
        { provide: PRIVACY, useFactory: () => privacy },
        { provide: CONFIG, useFactory: () => config },
        PrivacyLifecycle,
      ],
      exports: [PRIVACY],
    };
  }
}
