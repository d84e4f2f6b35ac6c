import type { StickyConfig } from '@assay/platform';
import type { AssignmentsFallback, StickyStore } from '@assay/sticky';
import { LayeredStickyStore, RedisStickyStore } from '@assay/sticky';

/** Memory, in front of Redis where it is configured, in front of the assignments projected from the log. */
export const stickyStoreOf = (config: StickyConfig, fallback: AssignmentsFallback): StickyStore =>
  new LayeredStickyStore(
    config.kind === 'redis' ? { fallback, shared: new RedisStickyStore({ url: config.url }) } : { fallback },
  );
