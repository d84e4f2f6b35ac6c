import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { RolloutSignalCertificate } from './rollout-certificates.js';
import { SignalId, SignalKind, VersionNumber } from './rollout-parts.js';
import { Approved, Reason } from './shared-schemas.js';

const topic = TOPICS.rollouts.name;
const strict = { additionalProperties: false };
const Source = Type.String({ maxLength: 200, description: 'Which system said so.' });

export const RolloutSignalReceived = defineEvent({
  type: 'RolloutSignalReceived',
  version: 1,
  topic,
  description: 'Another system said something about the feature, and what came of it.',
  data: Type.Object(
    {
      ...Approved,
      id: SignalId,
      kind: SignalKind,
      detail: Reason,
      source: Type.Optional(Source),
      version: Type.Optional(VersionNumber),
      action: Type.Union([Type.Literal('rolled_back'), Type.Literal('paused'), Type.Literal('none')]),
      because: Type.Optional(Type.String({ maxLength: 300, description: 'Why nothing came of it.' })),
      certificate: Type.Optional(
        Type.Intersect([RolloutSignalCertificate], {
          description: 'Where nothing came of it; else the event that followed carries it.',
        }),
      ),
    },
    strict,
  ),
});
export type RolloutSignalReceived = EventOf<typeof RolloutSignalReceived>;

export const RolloutHotfixNeeded = defineEvent({
  type: 'RolloutHotfixNeeded',
  version: 1,
  topic,
  description: 'The feature is vulnerable: whoever keeps hotfixes opens one of this severity.',
  data: Type.Object(
    {
      severity: Type.Literal('P1'),
      signal: SignalId,
      detail: Reason,
      source: Type.Optional(Source),
      version: Type.Optional(VersionNumber),
    },
    strict,
  ),
});
export type RolloutHotfixNeeded = EventOf<typeof RolloutHotfixNeeded>;

export type RolloutSignalEvent = RolloutSignalReceived | RolloutHotfixNeeded;

/**
 * The key of the hotfix that a {@link RolloutHotfixNeeded} opens: whoever asks for one can say where it will be.
 * @param rollout key of the rollout
 * @param event id of the event
 */
export const hotfixKeyOf = (rollout: string, event: string): string =>
  `${rollout.slice(0, 80)}-${event.slice(-12)}`;
