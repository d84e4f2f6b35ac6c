export * from './archive.js';
export {
  Archiver,
  type ArchiverLines,
  type ArchiverOptions,
  type ArchiverSetting,
} from './archiver/archiver.js';
export * from './errors/archive-damaged.error.js';
export * from './errors/archive-taken.error.js';
export * from './errors/archive-unavailable.error.js';
export * from './errors/other-log.error.js';
export * from './status/archive-status.js';
export { openStore, type ArchiveLocation } from './store/open-store.js';
export type { ObjectStore, StoredObject } from './store/object-store.js';
export * from './verify/verify-lines.js';
