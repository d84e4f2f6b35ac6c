export const ARCHIVE_HELP = `
The services are told where the archive is: ARCHIVE_URL (file:///folder or s3://bucket/prefix), for all of them. They
archive by themselves, every ARCHIVE_EVERY_MINUTES (60); "run" does it now. With ARCHIVE_TRIM_AFTER_HOURS what is
archived and older than that is deleted from the log, after its segment was read again and held against the log. Replay,
rebuild, verify and export read archive and log as one.

Exit codes: 0 done, 1 it failed (no archive, the storage is away), 2 the command line is wrong, 6 damage was found: what
is damaged stays as it is, and so does the log behind it.

Examples:
  npx assay archive run --close
  npx assay archive status --json
  npx assay archive verify`;
