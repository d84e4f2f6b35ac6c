/** What units are counted by, how far they are, and the counts; each row of a partition is written by its owner alone. */
export const COUNTING_TABLES: readonly string[] = [
  `CREATE TABLE rollout_lives (
    stream text PRIMARY KEY,
    project text NOT NULL,
    rollout text NOT NULL,
    state jsonb NOT NULL,
    audience text NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    change bigint NOT NULL
  ) WITH (fillfactor = 80)`,
  'CREATE UNIQUE INDEX rollout_lives_by_key ON rollout_lives (project, rollout)',
  'CREATE INDEX rollout_lives_by_change ON rollout_lives (change)',
  'CREATE TABLE life_changes (head bigint NOT NULL)',
  'INSERT INTO life_changes VALUES (0)',
  `CREATE TABLE counted_rollouts (
    project text NOT NULL,
    rollout text NOT NULL,
    partition integer NOT NULL,
    audience text NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    after text COLLATE "C",
    PRIMARY KEY (project, rollout, partition)
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX counted_rollouts_unfinished ON counted_rollouts (partition) WHERE after IS NOT NULL',
  `CREATE TABLE counting_progress (
    partition integer PRIMARY KEY,
    change bigint NOT NULL,
    received_day integer NOT NULL,
    pruned_day integer NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE outcome_counts (
    project text NOT NULL,
    rollout text NOT NULL,
    "by" text NOT NULL,
    name text NOT NULL,
    at bigint NOT NULL,
    partition integer NOT NULL,
    units bigint NOT NULL,
    enabled bigint NOT NULL,
    failed bigint NOT NULL,
    outcomes bigint NOT NULL,
    errors bigint NOT NULL,
    server_errors bigint NOT NULL,
    PRIMARY KEY (project, rollout, "by", at, name, partition)
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX outcome_counts_old ON outcome_counts (partition, "by", at)',
];
