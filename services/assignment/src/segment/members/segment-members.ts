import type { EventEnvelope, SegmentMembersKept as Kept } from '@assay/contracts';
import { derivedId, newEvent, SegmentMembersKept, streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import type { Clock } from '@assay/platform';
import type { Pool } from 'pg';
import type { MemberList } from './read-members.js';

/** Whose list it is, and who sent it. */
export interface ListOwner {
  readonly project: string;
  readonly actor: string;
}

/** Bytes of a piece: a page of a thousand events stays small enough for whoever reads the store. */
const PIECE = 49_152;
const SELECT = 'SELECT content FROM segment_member_lists WHERE project = $1 AND hash = $2';

const streamOf = (project: string, hash: string): string => streamId(project, 'segment-members', hash);

function piecesOf(bytes: Uint8Array): readonly string[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.max(1, Math.ceil(content.length / PIECE));
  return Array.from({ length: count }, (_, index) =>
    content.subarray(index * PIECE, (index + 1) * PIECE).toString('base64'),
  );
}

/**
 * Lists of members by their hash, each a stream of its own in the store: with the topics alone they come back. They hold
 * hashes of members: whom they name, only who knows the name can ask.
 */
export class SegmentMembers {
  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** The same list is kept once: its hash names the stream, and the events of it. */
  async keep(
    { project, actor }: ListOwner,
    { hash, bytes }: Pick<MemberList, 'hash' | 'bytes'>,
  ): Promise<void> {
    const subject = streamOf(project, hash);
    const time = new Date(this.clock.now()).toISOString();
    const contents = piecesOf(bytes);
    const correlationid = derivedId(subject);
    const events = contents.map((content, index): EventEnvelope => {
      const id = derivedId(subject, String(index + 1));
      const metadata = { id, source: 'assignment', subject, time, project, actor, correlationid };
      return newEvent(SegmentMembersKept, metadata, { piece: index + 1, pieces: contents.length, content });
    });
    await this.store.append(subject, 0, events);
  }

  /** The bytes that `MemberSet.fromBytes` reads; undefined for a hash that nobody has sent. */
  async load(project: string, hash: string): Promise<Uint8Array | undefined> {
    const stored = await this.store.load(streamOf(project, hash));
    if (stored.length === 0) return this.loadOlder(project, hash);
    const pieces = stored.map(({ event }) => Buffer.from((event as Kept).data.content, 'base64'));
    return new Uint8Array(Buffer.concat(pieces));
  }

  /** Lists that were sent before the log had them. */
  private async loadOlder(project: string, hash: string): Promise<Uint8Array | undefined> {
    const { rows } = await this.pool.query<{ content: Buffer }>(SELECT, [project, hash]);
    const content = rows[0]?.content;
    // A buffer of the driver is a window on memory that it shares with others.
    return content && new Uint8Array(content);
  }
}
