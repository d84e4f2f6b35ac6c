import type { BeforeApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { StickyStore } from '@assay/sticky';
import { AssignmentPublisher } from './assign/assignment-publisher.js';
import { ConfigReader } from './config/config-reader.js';
import { STICKY_STORE } from './tokens.js';

/** Reads the configuration from the start on; at the end, sends what has not been sent. */
@Injectable()
export class GatewayLifecycle implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    private readonly reader: ConfigReader,
    private readonly publisher: AssignmentPublisher,
    @Inject(STICKY_STORE) private readonly sticky: StickyStore,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.reader.start();
    await this.publisher.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader.stop();
  }

  /** After the last request and before the bus closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.publisher.stop();
    await this.sticky.close();
  }
}
