import 'reflect-metadata';
import { AuthModule, issueToken } from '@assay/auth';
import type { Role } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS, EventBusModule } from '@assay/event-bus';
import { createApp, loadConfig, PlatformModule } from '@assay/platform';
import { eventually } from '@assay/testing';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AnalyticsModule } from '../../src/index.js';

const SECRET = 'p7-Xc4vB9_nMq2Lk6JhGf8DsAz1WeRt3YuIo5';

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

interface CallOptions {
  readonly role?: Role;
  readonly project?: string;
  readonly body?: object | undefined;
}

/** The whole service over HTTP, on a Postgres log. */
export class AnalyticsApp {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly bus: EventBus,
  ) {}

  static async start(databaseUrl: string): Promise<AnalyticsApp> {
    const config = loadConfig('analytics', {
      DATABASE_URL: databaseUrl,
      JWT_SECRET: SECRET,
      LOG_LEVEL: 'fatal',
      TOPIC_PARTITIONS: '3',
    });
    @Module({
      imports: [
        PlatformModule.forRoot(config),
        EventBusModule.forRoot(config.bus, config.topics),
        AuthModule.forRoot(config),
        AnalyticsModule.register(config),
      ],
    })
    class TestApplication {}
    const app = await createApp(config, TestApplication);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new AnalyticsApp(app, app.get<EventBus>(EVENT_BUS));
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  async call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    { role = 'viewer', project = 'default', body }: CallOptions = {},
  ): Promise<Answer<Body>> {
    const token = await issueToken({ secret: SECRET, subject: 'ada', role, project });
    const answer = await this.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: answer.json<Body>() };
  }

  /** The answer of a path as soon as it passes the check. */
  async answering<Body>(url: string, check: (body: Body) => void): Promise<Body> {
    return eventually(async () => {
      const { body } = await this.call<Body>('GET', url);
      check(body);
      return body;
    });
  }

  /** Every event that lies in a topic now. */
  async stored(topic: string): Promise<readonly EventEnvelope[]> {
    const events: EventEnvelope[] = [];
    const reader = await this.bus.read({
      name: 'test',
      topics: [topic],
      handle: (batch) => {
        events.push(...batch.events.map(({ event }) => event));
        return Promise.resolve();
      },
    });
    await reader.caughtUp;
    await reader.stop();
    return events;
  }
}
