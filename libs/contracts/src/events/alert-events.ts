import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { GuardrailMetricCertificate, GuardrailThresholdCertificate } from './guardrail-certificates.js';
import { Instant, JsonObject, Key, Reason, Run } from './shared-schemas.js';

const topic = TOPICS.alerts.name;
const strict = { additionalProperties: false };

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

const Measured = Type.Union([Type.Number(), Type.Null()]);
const About = {
  rule: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'What is watched, in kebab case.' }),
  subject: Type.String({
    minLength: 1,
    maxLength: 220,
    description: 'What it is about: a rule has one alert at a time for each subject.',
  }),
  severity: Type.Union(ALERT_SEVERITIES.map((severity) => Type.Literal(severity))),
  experiment: Type.Optional(Key),
  run: Type.Optional(Run),
  message: Reason,
  value: Type.Intersect([Measured], { description: 'What was seen; null where it is no number.' }),
  limit: Type.Intersect([Measured], { description: 'What it was held against.' }),
  details: Type.Optional(JsonObject),
};

/** What the owner of experiments is asked to pause: the run, if it has been running without a break since then. */
export const PauseRequest = Type.Object(
  { run: Run, since: Instant, guardrail: Type.String({ minLength: 1, maxLength: 100 }) },
  strict,
);
export type PauseRequest = Static<typeof PauseRequest>;

export const AlertRaised = defineEvent({
  type: 'AlertRaised',
  version: 1,
  topic,
  description:
    'Something passed its limit; no other alert of the rule on the subject is raised until it is resolved.',
  data: Type.Object(
    {
      ...About,
      pause: Type.Optional(PauseRequest),
      certificate: Type.Optional(
        Type.Union([GuardrailThresholdCertificate, GuardrailMetricCertificate], {
          description: 'Of a breached guardrail: what it rests on, and the pause that follows.',
        }),
      ),
    },
    strict,
  ),
});
export type AlertRaised = EventOf<typeof AlertRaised>;

export const AlertResolved = defineEvent({
  type: 'AlertResolved',
  version: 1,
  topic,
  description:
    'It is over: the value came back well within its limit, or nobody watches the subject any more.',
  data: Type.Object(
    { alert: Type.String({ format: 'uuid', description: 'The id of its AlertRaised.' }), ...About },
    strict,
  ),
});
export type AlertResolved = EventOf<typeof AlertResolved>;

export type AlertEvent = AlertRaised | AlertResolved;
