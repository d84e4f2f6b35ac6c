import 'reflect-metadata';
import { EVENT_BUS } from '@assay/event-bus';
import type { JwtConfig, ServiceConfig } from '@assay/platform';
import { CLOCK, createApp, FixedClock, hotRoute, PlatformModule } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Controller, Get, Global, Module, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../src/index.js';
import {
  Actor,
  AuthModule,
  CurrentPrincipal,
  principalOf,
  Public,
  Roles,
  RouteAuthorizer,
} from '../src/index.js';
import type { MemoryAccessLog } from './memory-access-log.js';

@Controller('things')
class ThingController {
  @Public('a test of public routes') @Get('open') open(): string {
    return 'open';
  }
  @Roles('viewer') @Get() read(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
  @Roles('editor') @Post() write(@Actor() actor: string): { actor: string } {
    return { actor };
  }
  @Get('undecorated') undecorated(): string {
    return 'for admins';
  }
}

@Module({ controllers: [ThingController] })
class ThingModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authorizer: RouteAuthorizer,
  ) {}

  onModuleInit(): void {
    for (const scope of ['evaluate', 'track'] as const) {
      hotRoute(this.host.httpAdapter.getInstance<FastifyInstance>(), {
        method: 'GET',
        url: `/${scope}`,
        summary: scope,
        authorize: this.authorizer.requireScope(scope),
        handler: (request) => principalOf(request),
      });
    }
  }
}

const config = (jwt: JwtConfig): ServiceConfig => ({
  service: 'things',
  port: 0,
  host: '127.0.0.1',
  databaseUrl: 'postgres://localhost/none',
  bus: { kind: 'postgres', databaseUrl: 'postgres://localhost/none', namespace: '' },
  topics: { partitions: 1, retentionMs: -1, replicationFactor: 1 },
  sticky: { kind: 'memory' },
  jwt,
  logLevel: 'silent',
  migrateOnStart: true,
});

/** A booted application with one guarded controller and two hot routes, its clock, and its log. */
export async function testApp(
  jwt: JwtConfig,
  log: MemoryAccessLog,
): Promise<{ app: NestFastifyApplication; clock: FixedClock }> {
  const clock = new FixedClock(1_800_000_000_000);
  @Global()
  @Module({
    providers: [
      { provide: EVENT_BUS, useValue: log },
      { provide: CLOCK, useValue: clock },
    ],
    exports: [EVENT_BUS, CLOCK],
  })
  class LogModule {}
  const platform = PlatformModule.forRoot(config(jwt));
  const own = new Set<unknown>([CLOCK]);
  const provided = (platform.providers ?? []).filter(
    (provider) => typeof provider === 'function' || !own.has(provider.provide),
  );
  @Module({
    imports: [
      { ...platform, providers: provided, exports: provided },
      LogModule,
      AuthModule.forRoot({ jwt }),
      ThingModule,
    ],
  })
  class RootModule {}
  const app = await createApp(config(jwt), RootModule);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, clock };
}
