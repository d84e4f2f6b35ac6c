import type { EnvironmentReader } from './environment-reader.js';
import type { ArchiveConfig } from './service-config.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MEGABYTE = 1_048_576;
const YEAR_HOURS = 8_784;

/** The archive of the log from `ARCHIVE_*`; nothing where `ARCHIVE_URL` is not set. */
export function archiveConfig(read: EnvironmentReader): { readonly archive?: ArchiveConfig } {
  if (read.optional('ARCHIVE_URL') === undefined) return {};
  const region = read.optional('ARCHIVE_REGION') ?? read.optional('AWS_REGION');
  return {
    archive: {
      url: read.url('ARCHIVE_URL', ['file', 's3']),
      ...(read.optional('ARCHIVE_ENDPOINT') === undefined
        ? {}
        : { endpoint: read.url('ARCHIVE_ENDPOINT', ['https', 'http']) }),
      ...(region === undefined ? {} : { region }),
      everyMs: read.integer('ARCHIVE_EVERY_MINUTES', { fallback: 60, min: 0, max: 10_080 }) * MINUTE_MS,
      segmentBytes: read.integer('ARCHIVE_SEGMENT_MB', { fallback: 8, min: 1, max: 64 }) * MEGABYTE,
      closeAfterMs:
        read.integer('ARCHIVE_SEGMENT_HOURS', { fallback: 24, min: 0, max: YEAR_HOURS }) * HOUR_MS,
      ...trimming(read),
    },
  };
}

function trimming(read: EnvironmentReader): Pick<ArchiveConfig, 'trimAfterMs'> {
  const hours = read.optionalInteger('ARCHIVE_TRIM_AFTER_HOURS', { min: 0, max: 100 * YEAR_HOURS });
  return hours === undefined ? {} : { trimAfterMs: hours * HOUR_MS };
}
