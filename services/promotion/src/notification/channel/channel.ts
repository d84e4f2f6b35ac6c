import type { ChannelKind } from '@assay/contracts';
import type { Message, MessageLevel } from '../message/message.js';

/** Where a channel’s messages go. All of it is secret, but what {@link shownTarget} shows. */
export type ChannelTarget =
  | { readonly kind: 'slack'; readonly url: string }
  | { readonly kind: 'pagerduty'; readonly routingKey: string }
  | { readonly kind: 'email'; readonly to: readonly string[] }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string };

/** Which messages a channel takes. */
export interface ChannelFilter {
  readonly levels: readonly MessageLevel[];
  /** `promotion` takes `promotion.completed` and all others of it; none: everything. */
  readonly kinds: readonly string[];
}

/** Whether a channel takes a message. */
export const takes = (
  { enabled, levels, kinds }: ChannelFilter & { readonly enabled: boolean },
  { level, kind }: Pick<Message, 'level' | 'kind'>,
): boolean =>
  enabled &&
  levels.includes(level) &&
  (kinds.length === 0 || kinds.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`)));

export const CHANNEL_KEY = /^[a-z0-9][a-z0-9-]{0,49}$/;

export interface ChannelRef {
  readonly project: string;
  readonly key: string;
}

/** A channel as people see it: never with its secrets. */
export interface ChannelView extends ChannelFilter {
  readonly key: string;
  readonly kind: ChannelKind;
  readonly enabled: boolean;
  /** A host, or the recipients. */
  readonly target: string;
  readonly changedBy: string;
  readonly changedAt: string;
}

/** What of a target may be seen. */
export function shownTarget(target: ChannelTarget): string {
  switch (target.kind) {
    case 'slack':
    case 'webhook':
      return new URL(target.url).host;
    case 'pagerduty':
      return 'PagerDuty';
    case 'email':
      return target.to.join(', ');
  }
}
