import type { ArchiveView, AuditLines } from '@assay/contracts';
import type { Archive, ArchiverLines } from '@assay/archive';
import { Archiver, archiveLines, archiveStatus, ArchiveUnavailableError } from '@assay/archive';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { SERVICE_POOL } from '@assay/event-store';
import type { ArchiveConfig, Clock } from '@assay/platform';
import { CLOCK, NotFoundProblem, UnavailableProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

/** Injection token of {@link ArchiveSetting}. */
export const ARCHIVE_SETTING = Symbol('assay:archive-setting');

/** Where the archive is, and how it is made; nothing of both where there is none. */
export interface ArchiveSetting {
  readonly archive: Archive | undefined;
  readonly config: ArchiveConfig | undefined;
}

const HOUR_MS = 3_600_000;

/** The archive of the log: made here, shown and proven. */
@Injectable()
export class ArchiveService {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(SERVICE_POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ARCHIVE_SETTING) private readonly setting: ArchiveSetting,
  ) {}

  /** Pause between two runs, milliseconds; undefined where nothing is archived by itself. */
  get everyMs(): number | undefined {
    const everyMs = this.setting.config?.everyMs ?? 0;
    return everyMs === 0 ? undefined : everyMs;
  }

  /** When segments are closed, and how often that is looked for. */
  get pace(): Pick<ArchiveConfig, 'closeAfterMs' | 'everyMs'> {
    return this.required().config;
  }

  async view(): Promise<ArchiveView> {
    const { archive, config } = this.required();
    const { trimAfterMs } = config;
    const partitions = await withProblem(() => archiveStatus(this.bus, archive));
    const trimAfterHours = trimAfterMs === undefined ? null : trimAfterMs / HOUR_MS;
    return { address: archive.store.address, trimAfterHours, partitions };
  }

  /** @param closeAll closes segments that could still grow */
  run(closeAll: boolean): ArchiverLines {
    const { archive, config: options } = this.required();
    const { bus, pool, clock } = this;
    const archiver = new Archiver({
      bus,
      archive,
      pool,
      options: trimmable(options),
      now: () => clock.now(),
    });
    return linesWithProblem(archiver.run({ closeAll }));
  }

  /** @param sample only so many of the newest segments of each partition */
  verify(sample?: number): AuditLines {
    const { archive } = this.setting;
    return archive === undefined
      ? noArchive()
      : linesWithProblem(archiveLines({ bus: this.bus, archive }, sample));
  }

  private required(): { readonly archive: Archive; readonly config: ArchiveConfig } {
    const { archive, config } = this.setting;
    if (archive !== undefined && config !== undefined) return { archive, config };
    throw new NotFoundProblem('NO_ARCHIVE', 'the log has no archive: set ARCHIVE_URL for all services');
  }
}

async function* noArchive(): AuditLines {
  const leftOut = 'there is no archive (ARCHIVE_URL)';
  yield await Promise.resolve({ line: 'done', checked: 0, unit: 'archived messages', leftOut } as const);
}

const trimmable = ({ trimAfterMs, ...rest }: ArchiveConfig) => ({ ...rest, trimAfterMs });

const asProblem = (error: unknown): unknown =>
  error instanceof ArchiveUnavailableError
    ? new UnavailableProblem(error.code, error.message, { cause: error })
    : error;

async function withProblem<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asProblem(error);
  }
}

async function* linesWithProblem<Line>(lines: AsyncGenerator<Line>): AsyncGenerator<Line> {
  try {
    yield* lines;
  } catch (error) {
    throw asProblem(error);
  }
}
