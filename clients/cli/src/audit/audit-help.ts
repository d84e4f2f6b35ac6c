export const VERIFY_HELP = `
What is verified:
  chain         every hash of every event store: nothing was changed, removed, put in or moved
  log           the topics against the stores: everything published is there, once, in order and unchanged
  certificates  every verdict is made again from the evidence in its certificate
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

Example:
  npx assay replay analytics engine`;
