import type { EventEnvelope, ReleaseEvent } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { QuarantinedStream } from '@assay/event-bus';
import { StreamSequencer } from '@assay/event-bus';
import { Injectable, Logger } from '@nestjs/common';
import { evolve } from '../release/release-evolve.fold.js';
import type { ExistingRelease, LiveRelease } from '../release/release-state.js';
import { isLive, NO_RELEASE } from '../release/release-state.js';

export interface ReleaseName {
  readonly project: string;
  readonly key: string;
}

export interface PageOfReleases {
  readonly after: string;
  readonly limit: number;
  readonly status?: ExistingRelease['status'] | undefined;
}

export interface Found<Release> {
  readonly project: string;
  readonly release: Release;
}

/**
 * All releases as they stand, in memory. A stream with a gap or a poisoned event keeps its last good state, and
 * everything else goes on.
 */
@Injectable()
export class ReleaseTable {
  private readonly logger = new Logger(ReleaseTable.name);
  private readonly projects = new Map<string, Map<string, ExistingRelease>>();
  private readonly live = new Map<string, Found<LiveRelease>>();
  private listener: (name: ReleaseName) => void = () => undefined;
  private readonly sequencer = new StreamSequencer({ onQuarantine: (stream) => this.warn(stream) });

  apply(event: EventEnvelope): void {
    this.sequencer.apply(event, () => this.fold(event as ReleaseEvent));
  }

  /** @param listener is told of every live release that changed */
  listen(listener: (name: ReleaseName) => void): void {
    this.listener = listener;
  }

  /** Keeps the last good state of a stream, because something in it cannot be read. */
  setAside(stream: string, reason: string): void {
    this.sequencer.quarantine(stream, reason);
  }

  get(project: string, key: string): ExistingRelease | undefined {
    return this.projects.get(project)?.get(key);
  }

  /** Those whose version has traffic. */
  allLive(): Iterable<Found<LiveRelease>> {
    return this.live.values();
  }

  /** Releases by key, from after a key on; of one status where one is given. */
  page(project: string, { after, limit, status }: PageOfReleases): readonly ExistingRelease[] {
    const releases = [...(this.projects.get(project) ?? [])].filter(
      ([key, release]) => key > after && (status === undefined || release.status === status),
    );
    releases.sort(([a], [b]) => (a < b ? -1 : 1));
    return releases.slice(0, limit).map(([, release]) => release);
  }

  private fold(event: ReleaseEvent): void {
    const { project, subject } = event;
    const { key } = parseStreamId(subject);
    const release = evolve(this.get(project, key) ?? NO_RELEASE, event);
    if (release.status === 'absent') return;
    const releases = this.projects.get(project) ?? new Map<string, ExistingRelease>();
    this.projects.set(project, releases.set(key, release));
    if (!isLive(release)) this.live.delete(subject);
    else {
      this.live.set(subject, { project, release });
      this.listener({ project, key });
    }
  }

  private warn({ stream, version, reason }: QuarantinedStream): void {
    this.logger.warn(`${stream} is set aside at version ${String(version)}: ${reason}`);
  }
}
