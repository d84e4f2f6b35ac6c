import { BrokenLogError } from '../errors/broken-log.error.js';
import { NotArchivedError } from '../errors/not-archived.error.js';
import { PositionGapError } from '../errors/position-gap.error.js';
import type { LogRange, LogRecord, PartitionEnds, Position } from '../port.js';
import type { ArchivedExtent, LogArchive } from './log-archive.js';

/** What a broker tells of one of its partitions: only what it has itself. */
export type LocalEnds = Pick<PartitionEnds, 'partition' | 'earliest' | 'end'>;

type Read = (range: LogRange) => AsyncIterable<readonly LogRecord[]>;

/** Makes one log of what the archive has and what the broker has. */
export class Seam {
  constructor(
    private readonly archive: LogArchive | undefined,
    /** Whether whoever begins at the beginning has to find everything there ever was. */
    private readonly keepsForEver: boolean,
  ) {}

  /** The ends of the whole log; what lies in a damaged archive counts as lost. */
  ends(topic: string, local: readonly LocalEnds[]): Promise<readonly PartitionEnds[]> {
    return Promise.all(
      local.map(async (ends) => {
        try {
          return await this.endsOf(topic, ends);
        } catch (error) {
          if (error instanceof BrokenLogError) return this.joined(ends, undefined);
          throw error;
        }
      }),
    );
  }

  /**
   * Up to where the archive has to be read before the broker continues; undefined where it continues at once.
   * @throws {BrokenLogError} when neither of the two has what comes next, or the archive is damaged
   */
  async archivedUntil(at: Position, local: LocalEnds): Promise<number | undefined> {
    if (at.offset >= local.earliest && at.offset <= local.end) return undefined;
    const { earliest, end } = await this.endsOf(at.topic, local);
    if (at.offset < earliest || at.offset > end) throw new PositionGapError(at, earliest, end);
    return local.earliest;
  }

  /**
   * A stretch of the archive, without a hole.
   * @throws {PositionGapError} at the first message that is not there
   */
  async *archived(range: LogRange): AsyncGenerator<readonly LogRecord[]> {
    let next = range.from;
    const at = (): Position => ({ topic: range.topic, partition: range.partition, offset: next });
    for await (const page of this.archive?.records(range) ?? []) {
      for (const { offset } of page) {
        if (offset !== next) throw new PositionGapError(at(), offset, range.until);
        next += 1;
      }
      yield page;
    }
    if (next < range.until) throw new PositionGapError(at(), range.until, range.until);
  }

  /** A stretch of the whole log: what the broker does not have (any more) comes from the archive. */
  async *records(range: LogRange, read: Read): AsyncGenerator<readonly LogRecord[]> {
    let next = range.from;
    for await (const page of read(range)) {
      const [first, last] = [page[0], page.at(-1)];
      if (first === undefined || last === undefined) continue;
      if (first.offset > next) yield* this.fill({ ...range, from: next, until: first.offset });
      yield page;
      next = last.offset + 1;
    }
    if (next < range.until) yield* this.fill({ ...range, from: next });
  }

  /** Where partitions ended at an instant, of which the broker only knows what it has itself. */
  positionsAt(
    found: readonly Position[],
    local: readonly LocalEnds[],
    instant: number,
  ): Promise<readonly Position[]> {
    return Promise.all(
      found.map(async (position) => {
        const ends = local.find(({ partition }) => partition === position.partition);
        return ends === undefined ? position : await this.positionAt(position, ends, instant);
      }),
    );
  }

  private async positionAt(found: Position, local: LocalEnds, instant: number): Promise<Position> {
    if (found.offset > local.earliest) return found;
    const { topic, partition } = found;
    let [low, high] = [(await this.endsOf(topic, local)).earliest, local.earliest];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const isLater = await this.isLater({ topic, partition, offset: middle }, instant);
      [low, high] = isLater ? [low, middle] : [middle + 1, high];
    }
    return { topic, partition, offset: low };
  }

  private async isLater({ topic, partition, offset }: Position, instant: number): Promise<boolean> {
    for await (const [record] of this.archived({ topic, partition, from: offset, until: offset + 1 }))
      if (record !== undefined) return record.appendedAt > instant;
    return false;
  }

  /**
   * Makes sure that everything the broker has before a position lies in the archive.
   * @throws {NotArchivedError} when it does not
   */
  async mayTrim(at: Position, local: LocalEnds): Promise<void> {
    if (at.offset <= local.earliest) return;
    const extent = await this.archive?.extent(at.topic, at.partition);
    if (extent === undefined || extent.from > local.earliest || extent.until < at.offset)
      throw new NotArchivedError(at, extent);
  }

  private async endsOf(topic: string, local: LocalEnds): Promise<PartitionEnds> {
    if (local.earliest === 0) return local;
    return this.joined(local, await this.archive?.extent(topic, local.partition));
  }

  private joined(local: LocalEnds, extent: ArchivedExtent | undefined): PartitionEnds {
    const joins = extent !== undefined && extent.until >= local.earliest;
    const earliest = joins ? Math.min(extent.from, local.earliest) : local.earliest;
    const lost = this.keepsForEver && earliest > 0 ? { lostFrom: 0 } : {};
    return { ...local, earliest, earliestLocal: local.earliest, ...lost };
  }

  private async *fill(hole: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const extent = await this.archive?.extent(hole.topic, hole.partition);
    if (extent === undefined) return;
    const from = Math.max(hole.from, extent.from);
    const until = Math.min(hole.until, extent.until);
    if (from < until) yield* this.archived({ ...hole, from, until });
  }
}

/** Where whoever reads a partition from the beginning begins: where messages are missing, so that it halts there. */
export const beginningOf = ({ earliest, lostFrom }: PartitionEnds): number => lostFrom ?? earliest;
