import type { Role } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Environment } from '@assay/platform';
import type { Answer } from '@assay/service-testing';
import { call, startService, storedIn, testConfig } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AnalyticsModule } from '../../src/index.js';

export type { Answer } from '@assay/service-testing';

interface CallOptions {
  readonly role?: Role;
  readonly project?: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole service over HTTP, on a Postgres log. */
export class AnalyticsApp {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly bus: EventBus,
  ) {}

  /** @param env beside that of the process */
  static async start(databaseUrl: string, env: Environment = {}): Promise<AnalyticsApp> {
    const config = testConfig('analytics', databaseUrl);
    const module = AnalyticsModule.register(config, { ...process.env, ...env });
    const app = await startService({ config, module });
    return new AnalyticsApp(app, app.get<EventBus>(EVENT_BUS));
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    { role = 'viewer', project, body, headers }: CallOptions = {},
  ): Promise<Answer<Body>> {
    return call<Body>(this.app, { method, url, role, project, body, headers });
  }

  /** The answer of a path that is no JSON. */
  async text(url: string): Promise<string> {
    return (await this.call<string>('GET', url)).body;
  }

  /** The answer of a path as soon as it passes the check. */
  async answering<Body>(url: string, check: (body: Body) => void): Promise<Body> {
    return eventually(async () => {
      const { body } = await this.call<Body>('GET', url);
      check(body);
      return body;
    });
  }

  /** A part of the service. */
  get<Part>(part: Type<Part>): Part {
    return this.app.get(part);
  }

  /** Every event that lies in a topic now. */
  stored(topic: string): Promise<readonly EventEnvelope[]> {
    return storedIn(this.bus, topic);
  }
}
