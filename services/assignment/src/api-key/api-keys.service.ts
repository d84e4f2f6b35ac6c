import { randomBytes } from 'node:crypto';
import type { Principal } from '@assay/auth';
import { createApiKey } from '@assay/auth';
import type { ApiKeyScope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, ConflictProblem, IDS, NotFoundProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import type { ApiKeyCommand, ApiKeyRefusal, ApiKeyState } from './api-key.decider.js';
import { apiKeyDecider } from './api-key.decider.js';
import type { ApiKeyView, CreatedApiKeyView } from './api-key-view.js';
import { apiKeyView } from './api-key-view.js';

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly origins?: readonly string[];
}

const RANDOM_BYTES = 32;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function keyProblem(refusal: ApiKeyRefusal, keyId: string): Error {
  const errors = [{ path: 'keyId', value: keyId, message: 'must be the id of an active API key' }];
  if (refusal.code === 'API_KEY_NOT_FOUND')
    return new NotFoundProblem(refusal.code, `there is no API key ${keyId}`, { errors });
  const detail =
    refusal.code === 'API_KEY_REVOKED'
      ? `API key ${keyId} was revoked at ${refusal.revokedAt ?? 'an unknown time'}`
      : `there is an API key ${keyId} already`;
  return new ConflictProblem(refusal.code, detail, { errors });
}

/** Creates and revokes the keys of client applications. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /** The key itself is in this answer and nowhere else. */
  async create(principal: Principal, requested: NewKey): Promise<CreatedApiKeyView> {
    const keyId = this.newId();
    const random = randomBytes(RANDOM_BYTES);
    const { key, eventData: data } = createApiKey({ ...requested, keyId, random });
    const metadata = this.metadata(principal, keyId);
    return { ...(await this.decide(keyId, { type: 'CreateApiKey', metadata, data })), key };
  }

  async revoke(principal: Principal, keyId: string): Promise<ApiKeyView> {
    if (!UUID.test(keyId)) throw keyProblem({ code: 'API_KEY_NOT_FOUND' }, keyId);
    return this.decide(keyId, { type: 'RevokeApiKey', metadata: this.metadata(principal, keyId) });
  }

  private async decide(keyId: string, command: ApiKeyCommand): Promise<ApiKeyView> {
    const { subject } = command.metadata;
    const handled = await available(() => handle(apiKeyDecider, this.store, subject, command));
    if (handled.outcome === 'refused') throw keyProblem(handled.refusal, keyId);
    return apiKeyView(handled.state as Exclude<ApiKeyState, { status: 'absent' }>);
  }

  private metadata({ project, actor }: Principal, keyId: string): EventMetadata {
    const id = this.newId();
    const subject = streamId(project, 'api-key', keyId);
    const time = new Date(this.clock.now()).toISOString();
    return { id, source: 'assignment', subject, time, project, actor, correlationid: id };
  }
}
