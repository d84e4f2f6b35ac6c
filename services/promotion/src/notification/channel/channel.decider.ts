import type { EventMetadata, NotificationChannelEvent, NotificationChannelSet } from '@assay/contracts';
import { newEvent, NotificationChannelRemoved, NotificationChannelSet as ChannelSet } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

/** A channel as its stream has it: each change says all of it anew. */
export type ChannelState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'set';
      readonly channel: NotificationChannelSet['data'];
      readonly changedBy: string;
      /** RFC 3339. */
      readonly changedAt: string;
    };

export type ChannelCommand =
  | {
      readonly type: 'SetChannel';
      readonly metadata: EventMetadata;
      readonly channel: NotificationChannelSet['data'];
    }
  | { readonly type: 'RemoveChannel'; readonly metadata: EventMetadata };

export interface ChannelRefusal {
  readonly code: 'CHANNEL_NOT_FOUND';
}

/** Where messages go: set as often as it takes, removed, and set again. */
export const channelDecider: Decider<ChannelState, ChannelCommand, NotificationChannelEvent, ChannelRefusal> =
  {
    initial: { status: 'absent' },
    evolve: (_state, event) =>
      event.type === 'NotificationChannelSet'
        ? { status: 'set', channel: event.data, changedBy: event.actor, changedAt: event.time }
        : { status: 'absent' },
    decide: (command, { status }) => {
      const { metadata } = command;
      if (command.type === 'SetChannel')
        return { outcome: 'accepted', events: [newEvent(ChannelSet, metadata, command.channel)] };
      return status === 'absent'
        ? { outcome: 'refused', refusal: { code: 'CHANNEL_NOT_FOUND' } }
        : { outcome: 'accepted', events: [newEvent(NotificationChannelRemoved, metadata, {})] };
    },
  };
