import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { ServiceConfig } from './config/service-config.js';
import { countMalformed } from './http/malformed-request.js';
import { ConnectionDrain } from './operations/connection-drain.js';
import { HealthController } from './operations/health.controller.js';
import { MetricsController } from './operations/metrics.controller.js';
import { createRegistry, measureRequests, METRICS } from './operations/metrics.js';
import { Readiness } from './operations/readiness.js';
import { CLOCK, OffsetFileClock, SystemClock } from './time/clock.js';
import { IDS, newId } from './time/ids.js';

/** Injection token of the {@link ServiceConfig} of the process. */
export const SERVICE_CONFIG = Symbol('assay:service-config');

/**
 * What every application has once, whatever services it holds: clock, ids, health, metrics. Global: import it in
 * the root module only.
 */
@Module({})
export class PlatformModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  static forRoot(config: ServiceConfig): DynamicModule {
    const clock =
      config.clockOffsetFile === undefined ? new SystemClock() : new OffsetFileClock(config.clockOffsetFile);
    const providers = [
      { provide: SERVICE_CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: IDS, useValue: newId },
      { provide: METRICS, useFactory: () => createRegistry(config.service) },
      Readiness,
      ConnectionDrain,
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers,
      exports: providers,
    };
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    measureRequests(fastify, this.registry);
    countMalformed(fastify, this.registry);
  }
}
