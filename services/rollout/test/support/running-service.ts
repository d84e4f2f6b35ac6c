import { AuthModule, issueToken } from '@assay/auth';
import type { Role } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS, EventBusModule } from '@assay/event-bus';
import type { Environment, ServiceConfig } from '@assay/platform';
import { createApp, loadConfig, PlatformModule } from '@assay/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { RolloutModule } from '../../src/rollout.module.js';

const secret = 'k3-Vq9xP0_wLm7Zt2RfYb8UcJd5HsNg1AeQi4';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly role?: Role;
}

/** One instance of the service on the Postgres log, called over HTTP. */
export interface RunningService {
  readonly bus: EventBus;
  readonly app: NestFastifyApplication;
  call(method: 'GET' | 'POST', path: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

function rootOf(config: ServiceConfig): Type<unknown> {
  @Module({
    imports: [
      PlatformModule.forRoot(config),
      EventBusModule.forRoot(config.bus, config.topics),
      AuthModule.forRoot(config),
      RolloutModule.register(config),
    ],
  })
  class TestApplication {}
  return TestApplication;
}

async function call(
  app: NestFastifyApplication,
  method: 'GET' | 'POST',
  path: string,
  { body, role = 'approver' }: CallOptions = {},
): Promise<Answer> {
  const token = await issueToken({ secret, subject: 'ada', role });
  const response = await app.inject({
    method,
    url: path,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: response.statusCode, body: response.json() };
}

/** @param env what differs from the log in Postgres */
export async function startService(databaseUrl: string, env: Environment = {}): Promise<RunningService> {
  const config = loadConfig('rollout', {
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret,
    LOG_LEVEL: 'fatal',
    TOPIC_PARTITIONS: '2',
    ...env,
  });
  const app = await createApp(config, rootOf(config));
  await app.init();
  return {
    app,
    bus: app.get<EventBus>(EVENT_BUS),
    call: (method, path, options) => call(app, method, path, options),
    stop: () => app.close(),
  };
}
