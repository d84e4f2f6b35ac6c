import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@assay/auth';
import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import { derivedId, newEvent } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Environment } from '@assay/platform';
import type { Answer } from '@assay/service-testing';
import { call, publishedBy, startService, testConfig } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PromotionModule } from '../../src/promotion.module.js';

export interface CallOptions {
  readonly body?: unknown;
  readonly role?: Role;
  readonly subject?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service whose processes can end and begin again on the same database, at a time that the test sets. */
export class OversightService {
  private readonly folder = mkdtempSync(join(tmpdir(), 'assay-oversight-'));
  private readonly clock = join(this.folder, 'clock');
  private readonly versions = new Map<string, number>();

  private constructor(
    private readonly database: Awaited<ReturnType<typeof createTestDatabase>>,
    private readonly env: Environment,
    private app?: NestFastifyApplication,
  ) {}

  static async start(env: Environment = {}): Promise<OversightService> {
    const service = new OversightService(await createTestDatabase(), env);
    await service.begin();
    return service;
  }

  /** A process of the service. */
  async begin(): Promise<void> {
    const clockOffsetFile = this.clock;
    const config = testConfig('promotion', this.database.url, { clockOffsetFile });
    this.app = await startService({ config, module: PromotionModule.register(config, this.env) });
  }

  async end(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async stop(): Promise<void> {
    await this.end();
    await this.database.drop();
    rmSync(this.folder, { recursive: true });
  }

  get running(): NestFastifyApplication {
    if (this.app === undefined) throw new RangeError('the service is not running');
    return this.app;
  }

  get bus(): EventBus {
    return this.running.get<EventBus>(EVENT_BUS);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Moves the clock of all processes. */
  advanceTo(hours: number): void {
    writeFileSync(this.clock, String(hours * 3_600_000));
  }

  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    { body, role = 'approver', subject = 'ada', headers }: CallOptions = {},
  ): Promise<Answer> {
    const path = /^\/(api|docs)/.test(url) ? url : `/api/v1${url}`;
    return call(this.running, { method, url: path, body, role, subject, headers });
  }

  stored(topic: string): Promise<readonly EventEnvelope[]> {
    return publishedBy(this.running, topic);
  }

  /** An event that another service put into the log. */
  async publish<Definition extends EventDefinition>(
    definition: Definition,
    subject: string,
    data: DataOf<Definition>,
  ): Promise<EventEnvelope> {
    const streamversion = (this.versions.get(subject) ?? 0) + 1;
    this.versions.set(subject, streamversion);
    const metadata = {
      ...{ id: derivedId(subject, String(streamversion)), source: 'test', subject, project: 'default' },
      ...{ time: new Date().toISOString(), actor: 'system:test', correlationid: 'test' },
    };
    const event = { ...newEvent(definition, metadata, data), streamversion };
    await this.bus.publish([event]);
    return event;
  }
}
