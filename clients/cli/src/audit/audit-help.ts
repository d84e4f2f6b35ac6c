export const VERIFY_HELP = `
What is verified:
  chain         every hash of every event store: nothing was changed, removed, put in or moved
  log           the topics against the stores: everything published is there, once, in order and unchanged
  archive       every segment and manifest: whole, chained, and as the log still has it
  certificates  every verdict, and what its event says, is made again from the evidence in its certificate
  sticky        what memory and Redis hold of units against their first assignment in the log
  models        every read model is replayed from the log into tables of its own and compared row by row

Nothing is changed. A finding says what differs, where, and since when at the earliest. Damage ends with exit code 6;
what is only worth knowing (such as a message that lies twice in the log, of which readers drop one) does not.

Examples:
  npx assay verify
  npx assay verify --only chain log --sample 1000
  npx assay verify promotion --json`;

export const REPLAY_HELP = `
The live tables are read and written meanwhile; both are compared at the same offsets. Differences end with exit
code 5. To put replayed tables in the place of the live ones, use "assay rebuild".

A moment is a time, or places in the log: <topic>/<partition>/<offset>,… (partitions that are not named stay whole).
With --to the model is what it was then: its hash is told, and the rows that are different now, which is no damage.
With --keep the tables stay, in the schema that is told.

Examples:
  npx assay replay analytics engine
  npx assay replay --all
  npx assay replay analytics engine --to 2026-01-31T12:00:00Z --keep`;

export const AUDIT_HELP = `
Every decision of every service, the latest first: who, what, on which stream, why, where it is stored, and under
which approval. Streams are <project>/<kind>/<key>; a * stands for anything.

Examples:
  npx assay audit --stream "*/checkout-button" --all
  npx assay audit --actor user:alice --from 2026-01-01 --csv > alice.csv
  npx assay audit --type ExperimentConcluded --json`;

export const EXPLAIN_HELP = `
Whoever looks at a unit ("unit", "figure --unit") is recorded: "assay audit --type UnitDataRead" lists it.

Examples:
  npx assay explain unit visitor-00017 --experiment checkout-button
  npx assay explain unit visitor-00017 --experiment checkout-button --at 2026-01-31T12:00:00Z
  npx assay explain experiment checkout-button
  npx assay explain promotion checkout-button
  npx assay explain figure checkout-button --metric purchase_rate --unit visitor-00017`;

export const DIFF_HELP = `
Configuration and allocation are the compiled definitions that held at the two moments; results are what the primary
metric had come to: of one experiment at the two moments (where no snapshot of then is enough, the log is read again,
which takes as long as a rebuild), of all of them by the end of the two days. What was decided in between is listed below.

Example:
  npx assay diff --from 2026-01-01 --to 2026-02-01 --experiment checkout-button`;

export const DEAD_LETTERS_HELP = `
A message that could not be read, or whose handler failed again and again, lies aside; its partition went on. Mend the
reader, then retry: the message is put into its topic once more, and whoever had handled it drops the repeat.

Examples:
  npx assay dead-letters list
  npx assay dead-letters retry assay.interactions.v1/0/3 --reason "the reader is mended"`;

export const EXPORT_HELP = `
One message a line, in the order of each partition. With --out an interrupted export goes on where it was when the
same command is given again. Whoever looks at the messages of units is recorded: "assay audit --type UnitDataRead".

Examples:
  npx assay export assay.promotions.v1
  npx assay export assay.interactions.v1 --from 2026-01-01 --type InteractionRecorded --out january.ndjson
  npx assay export all --out exported/`;

export const WHAT_IF_HELP = `
Every snapshot of the metrics is looked at once more, in the order of the log, and held against the thresholds; the
first look that allows a promotion is told. What is not given is what holds now. Units behave as they did: what would
have come after another decision, nobody knows.

Each decision that was really made is made again from the log, under the policy that ran then: "identical", or exit
code 5 and the fields that differ.

Of a rollout, its outcomes come in once more in the order of the log and are counted by the code that watches in
earnest; the first look that calls for a rollback is told, activation by activation.

Examples:
  npx assay what-if checkout-button --min-confidence 99
  npx assay what-if --decision-method z-test
  npx assay what-if --rollout search --error-rate 0.02 --window-minutes 30
  npx assay what-if tiles --policy ucb1 --floor 0.05`;
