import type { EventMetadata, NotificationChannelEvent, NotificationChannelSet } from '@assay/contracts';
import { parseStreamId, streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { handle, loadState, newestEvents } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import type { Pool } from 'pg';
import type { MessageLevel } from '../message/message.js';
import type { ChannelFilter, ChannelRef, ChannelTarget, ChannelView } from './channel.js';
import { shownTarget } from './channel.js';
import type { ChannelCommand, ChannelState } from './channel.decider.js';
import { channelDecider } from './channel.decider.js';
import type { SecretBox } from './secret-box.js';

/** What a person wants a channel to be. */
export interface ChannelChange extends ChannelFilter {
  readonly enabled: boolean;
  readonly target: ChannelTarget;
}

/** Who changes a channel, and when: for its event. */
export interface ChannelContext {
  readonly clock: Clock;
  readonly newId: NewId;
}

type KnownChannel = Extract<ChannelState, { readonly status: 'set' }>;

const KIND = 'notification-channel';
const streamOf = ({ project, key }: ChannelRef): string => streamId(project, KIND, key);
const placeOf = ({ project, key }: ChannelRef): string => `${project}/${key}`;

/**
 * The channels of all projects, each a stream of its own. The newest event of a stream is the channel; where it leads is
 * encrypted in it.
 */
export class Channels {
  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly box: SecretBox,
    private readonly context: ChannelContext,
  ) {}

  /** @throws ConflictProblem `SECRET_KEY_MISSING` */
  set(ref: ChannelRef, actor: string, { target, ...filter }: ChannelChange): Promise<ChannelView> {
    return this.setSealed(ref, actor, {
      ...{ kind: target.kind, enabled: filter.enabled },
      ...{ levels: [...filter.levels], kinds: [...filter.kinds] },
      target: this.box.seal(JSON.stringify(target), placeOf(ref)).toString('base64'),
    });
  }

  /** Sets a channel whose target has been encrypted before. */
  async setSealed(
    ref: ChannelRef,
    actor: string,
    channel: NotificationChannelSet['data'],
  ): Promise<ChannelView> {
    const { metadata } = this.by(ref, actor);
    const { state } = await this.handle(ref, { type: 'SetChannel', metadata, channel });
    return this.viewOf(ref, state as KnownChannel);
  }

  /** @returns whether it was there */
  async remove(ref: ChannelRef, actor: string): Promise<boolean> {
    const { metadata } = this.by(ref, actor);
    return (await this.handle(ref, { type: 'RemoveChannel', metadata })).outcome === 'accepted';
  }

  /** Those of these projects, by key. */
  async list(...projects: readonly string[]): Promise<readonly (ChannelRef & ChannelView)[]> {
    const newest = await newestEvents(this.pool, KIND, projects);
    return newest.flatMap(({ event, stream }) => {
      const { project, key } = parseStreamId(stream);
      const state = channelDecider.evolve(channelDecider.initial, event as NotificationChannelEvent);
      return state.status === 'set' ? [{ project, ...this.viewOf({ project, key }, state) }] : [];
    });
  }

  async find(ref: ChannelRef): Promise<ChannelView | undefined> {
    const state = await this.stateOf(ref);
    return state.status === 'set' ? this.viewOf(ref, state) : undefined;
  }

  /** The target with its secrets, for sending; undefined for a channel that is gone or cannot be opened. */
  async targetOf(ref: ChannelRef): Promise<ChannelTarget | undefined> {
    const state = await this.stateOf(ref);
    return state.status === 'set' ? this.opened(ref, state) : undefined;
  }

  private async stateOf(ref: ChannelRef): Promise<ChannelState> {
    return (await loadState(channelDecider, this.store, streamOf(ref))).state;
  }

  private handle(ref: ChannelRef, command: ChannelCommand) {
    return handle(channelDecider, this.store, streamOf(ref), command);
  }

  private by(ref: ChannelRef, actor: string): { readonly metadata: EventMetadata } {
    const id = this.context.newId();
    const time = new Date(this.context.clock.now()).toISOString();
    const { project } = ref;
    return {
      metadata: {
        id,
        source: 'promotion',
        subject: streamOf(ref),
        time,
        project,
        actor,
        correlationid: id,
      },
    };
  }

  private opened(ref: ChannelRef, { channel }: KnownChannel): ChannelTarget | undefined {
    const text = this.box.open(Buffer.from(channel.target, 'base64'), placeOf(ref));
    return text === undefined ? undefined : (JSON.parse(text) as ChannelTarget);
  }

  private viewOf(ref: ChannelRef, state: KnownChannel): ChannelView {
    const { kind, enabled, levels, kinds } = state.channel;
    const target = this.opened(ref, state);
    return {
      ...{ key: ref.key, kind, enabled, levels: levels as readonly MessageLevel[], kinds },
      target: target === undefined ? 'cannot be read: set it again' : shownTarget(target),
      ...{ changedBy: state.changedBy, changedAt: state.changedAt },
    };
  }
}
