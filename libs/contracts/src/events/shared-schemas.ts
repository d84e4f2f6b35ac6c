import { Type } from '@sinclair/typebox';

/** Keys of experiments, metrics, features and whatever else people name. */
export const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const Key = Type.String({
  pattern: KEY.source,
  description: 'Letters, digits, . _ -',
});
export const Unit = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Who is assigned; a pseudonym.',
});
/** More than anybody starts; every store has room for it. */
const MOST_RUNS = 1_000_000;
export const Run = Type.Integer({
  minimum: 1,
  maximum: MOST_RUNS,
  description: 'Which run of the experiment (1, 2, 3 …).',
});
export const Phase = Type.Integer({
  minimum: 1,
  maximum: MOST_RUNS,
  description: 'Stretch of a run with unchanged weights and allocation.',
});
export const Revision = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Content hash of the compiled definition.',
});
export const Instant = Type.String({ format: 'date-time' });
export const Reason = Type.String({ minLength: 1, maxLength: 500 });
/** What a decision rests on beside its evidence. */
export const Approved = {
  approval: Type.Optional(
    Type.String({ format: 'uuid', description: 'What others agreed to, where policy demanded it.' }),
  ),
};
/** Latencies as a sketch has them. */
export const LatencyBuckets = Type.Array(Type.Tuple([Type.Integer(), Type.Integer({ minimum: 1 })]), {
  description: 'Outcomes by bucket of their latency, in order of the bucket.',
});
export const JsonObject = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown());
/** What is known of a unit: in clear, or sealed with the unit's data key where the project's privacy is on; never both. */
export const PersonalAttributes = {
  attributes: Type.Optional(JsonObject),
  sealed: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100_000,
      description: 'The attributes, encrypted; see data keys.',
    }),
  ),
};

/** What a variant configures: members of an object, or one value. */
export const VariantConfig = Type.Union(
  [JsonObject, Type.Boolean(), Type.Number(), Type.String({ maxLength: 10_000 })],
  { description: 'An object, or one boolean, number or text of at most 10,000 characters.' },
);

/** Why a unit got its variant. */
export const ASSIGNMENT_REASONS = [
  'split',
  'sticky',
  'bandit',
  'winner',
  'no_winner',
  'override',
  'holdout',
  'paused',
  'rolled_back',
  'provisional',
] as const;
export const AssignmentReason = Type.Union(ASSIGNMENT_REASONS.map((reason) => Type.Literal(reason)));
export type AssignmentReason = (typeof ASSIGNMENT_REASONS)[number];

/**
 * The least chance that a variant may have had to count: units are weighted by its inverse, and one alone must not be the
 * estimate. Events of before may hold less.
 */
export const LEAST_PROPENSITY = 1e-6;

/** The reasons under which chance alone chose the variant: only these exposures count in the analysis. */
export const RANDOMISED_REASONS: ReadonlySet<AssignmentReason> = new Set(['split', 'sticky', 'bandit']);
