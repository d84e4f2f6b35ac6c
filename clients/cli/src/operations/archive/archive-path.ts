import { servicePath } from '../projection-status.js';

/** The archive is looked after by the service that looks after the log. */
export const ARCHIVE_PATH = `${servicePath('event-ingest')}/archive`;
