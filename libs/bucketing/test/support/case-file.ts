import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ExperimentDefinition,
  ExperimentInput,
  FlagDefinition,
  FlagEvaluation,
  Hashing,
  HoldoutDefinition,
  ReleaseDefinition,
  RolloutDefinition,
  Segment,
  Snapshot,
  StickyAssignment,
  TargetingRule,
} from '../../src/index.js';
import { MemberSet, snapshotOf } from '../../src/index.js';
import { growthBookV1, growthBookV2 } from '../../src/algorithms/growthbook.js';
import { md5 } from '../../src/algorithms/md5.js';
import { sha256, sha256Hex } from '../../src/algorithms/sha256.js';
import { unleash } from '../../src/algorithms/unleash.js';

export const ALGORITHMS = {
  md5,
  sha256,
  'growthbook-v1': growthBookV1,
  'growthbook-v2': growthBookV2,
  unleash,
} as const;

type LoadedAlgorithm = keyof typeof ALGORITHMS;

/** A rollout as JSON has it. */
type StoredRollout = Omit<RolloutDefinition, 'allow' | 'deny'> & {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
};
type StoredFlag = ExperimentDefinition | StoredRollout | ReleaseDefinition;

/** A list of members, or a rule. */
interface StoredSegment {
  readonly key: string;
  readonly hash: string;
  readonly attribute?: string;
  readonly members?: readonly string[];
  readonly rule?: TargetingRule;
}

export interface StoredSnapshot {
  readonly flags?: readonly StoredFlag[];
  readonly holdouts?: readonly HoldoutDefinition[];
  readonly segments?: readonly StoredSegment[];
  readonly algorithms?: readonly LoadedAlgorithm[];
  readonly digests?: boolean;
}

type StoredInput = ExperimentInput & {
  readonly stickies?: Readonly<Record<string, StickyAssignment>>;
};

export interface Cases {
  readonly version: number;
  readonly hashes: readonly { text: string; seed: number; hash: number }[];
  readonly memberHashes: readonly { text: string; hash: readonly [number, number] }[];
  readonly digests: readonly { algorithm: 'md5' | 'sha256'; text: string; hex: string }[];
  readonly growthBookBuckets: readonly { version: 1 | 2; seed: string; unit: string; bucket: number }[];
  readonly unleashNumbers: readonly { group: string; unit: string; most: number; number: number }[];
  readonly buckets: readonly { salt: string; unit: string; bucket: number }[];
  readonly shares: readonly { salt: string; unit: string; percent: number; within: boolean }[];
  readonly ranges: readonly { weights: readonly number[]; bounds: readonly number[] }[];
  readonly spreads: readonly {
    salt: string;
    hashing: Hashing;
    percent: number;
    weights: readonly number[];
    units: readonly string[];
    answers: readonly (readonly [takesPart: boolean, bucket: number, variant: number])[];
  }[];
  readonly instants: readonly { text: string; milliseconds: number | null }[];
  readonly versions: readonly { left: string; right: string; order: number | null }[];
  readonly patterns: readonly { pattern: string; text: string; matches: boolean | null }[];
  readonly rules: readonly {
    name: string;
    rule: TargetingRule;
    unit?: string;
    attributes: unknown;
    segments?: readonly StoredSegment[];
    holds: boolean | null;
  }[];
  readonly experiments: readonly {
    name: string;
    definition: ExperimentDefinition;
    input: ExperimentInput;
    expected: FlagEvaluation;
  }[];
  readonly rollouts: readonly {
    name: string;
    definition: StoredRollout;
    input: ExperimentInput;
    expected: FlagEvaluation;
  }[];
  readonly evaluations: readonly {
    name: string;
    snapshot: StoredSnapshot;
    flag: string;
    input: StoredInput;
    expected: FlagEvaluation;
  }[];
}

export const CASES_FILE = join(__dirname, '..', '..', 'cases.json');

export const readCases = (): Cases => JSON.parse(readFileSync(CASES_FILE, 'utf8')) as Cases;

export const flagOf = (flag: StoredFlag): FlagDefinition =>
  flag.kind !== 'rollout' ? flag : { ...flag, allow: new Set(flag.allow), deny: new Set(flag.deny) };

function segmentOf({ key, hash, attribute, members = [], rule }: StoredSegment): Segment {
  if (rule !== undefined) return { kind: 'rule', key, hash, rule };
  return {
    kind: 'list',
    key,
    hash,
    members: MemberSet.of(members),
    ...(attribute === undefined ? {} : { attribute }),
  };
}

export const snapshotFrom = (stored: StoredSnapshot): Snapshot =>
  snapshotOf({
    flags: (stored.flags ?? []).map(flagOf),
    holdouts: stored.holdouts ?? [],
    segments: (stored.segments ?? []).map(segmentOf),
    algorithms: Object.fromEntries((stored.algorithms ?? []).map((name) => [name, ALGORITHMS[name]])),
    ...(stored.digests === false ? {} : { digest: sha256Hex }),
  });

export function inputFrom({ stickies, ...input }: StoredInput): ExperimentInput {
  return stickies === undefined
    ? input
    : { ...input, stickyOf: (flag) => (Object.hasOwn(stickies, flag) ? stickies[flag] : undefined) };
}
