import type { LogPosition } from '@assay/contracts';
import type { ModelReader, Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { LiveRelease } from '../release/release-state.js';
import type { ReleaseName } from '../release-routing/release-table.js';
import type { Cell } from './slot-cells.fold.js';

const MODEL = 'release-outcomes';

/** What names the activation belongs to all of it; what names none counts from the first slot after its begin. */
const IN_WINDOW = `
  SELECT asked.place::int - 1 AS place, seen.slot::float8 AS slot, seen.cells
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
      WITH ORDINALITY AS asked (project, flag, activation, named, unnamed, place)
    JOIN outcome_slots AS seen
      ON seen.project = asked.project AND seen.flag = asked.flag
     AND seen.activation IN (asked.activation, '')
     AND seen.slot >= CASE seen.activation WHEN '' THEN asked.unnamed ELSE asked.named END
   ORDER BY asked.place, seen.slot`;
const CHANGED = `
  SELECT DISTINCT seen.project, seen.flag AS key
    FROM unnest($1::int[], $2::bigint[]) AS moved (partition, since)
    JOIN outcome_slots AS seen ON seen.partition = moved.partition AND seen.last_offset >= moved.since`;

export interface AskedWindow {
  readonly project: string;
  readonly release: LiveRelease;
  /** Milliseconds since 1970. */
  readonly from: number;
}

/** One slot of outcomes: when it began, and its cells. */
export interface SeenSlot {
  readonly slot: number;
  readonly cells: readonly Cell[];
}

/** What was seen in windows, in the order in which they were asked for. */
export interface SeenWindows {
  readonly windows: readonly (readonly SeenSlot[])[];
  /** Everything before these positions of the log is in it, and nothing behind them. */
  readonly offsets: readonly LogPosition[];
}

/** Where a look over what has changed ended: the next offset of each partition. */
export type Looked = ReadonlyMap<number, number>;

export interface Changes {
  readonly flags: readonly ReleaseName[];
  readonly looked: Looked;
}

/** Outcomes of releases, from the read model. */
@Injectable()
export class ReleaseOutcomeReader {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** Flags with outcomes since an earlier look; two statements, which read nothing else. */
  changedSince(looked: Looked): Promise<Changes> {
    return this.models.read(MODEL, async (model) => {
      const { positions } = await model.completeness();
      const moved = positions.filter(({ partition, offset }) => (looked.get(partition) ?? 0) < offset);
      const now = new Map(positions.map(({ partition, offset }) => [partition, offset]));
      return { flags: await this.flagsOf(model, moved, looked), looked: now };
    });
  }

  /** The slots within each window, in the order of time, and what they cover: of one snapshot. */
  async windows(asked: readonly AskedWindow[]): Promise<SeenWindows> {
    if (asked.length === 0) return { windows: [], offsets: [] };
    const windows = asked.map((): SeenSlot[] => []);
    const { rows, offsets } = await this.models.read(MODEL, async (model) => ({
      rows: await model.query<SeenSlot & { readonly place: number }>(IN_WINDOW, [
        asked.map(({ project }) => project),
        asked.map(({ release }) => release.design.key),
        asked.map(({ release }) => release.activation),
        asked.map(({ release, from }) => (from <= Date.parse(release.since) ? 0 : from)),
        asked.map(({ from }) => from),
      ]),
      offsets: (await model.completeness()).positions,
    }));
    for (const { place, slot, cells } of rows) windows[place]?.push({ slot, cells });
    return { windows, offsets };
  }

  private async flagsOf(
    model: ModelReader,
    moved: readonly { readonly partition: number }[],
    looked: Looked,
  ): Promise<readonly ReleaseName[]> {
    if (moved.length === 0) return [];
    return model.query<ReleaseName>(CHANGED, [
      moved.map(({ partition }) => partition),
      moved.map(({ partition }) => looked.get(partition) ?? 0),
    ]);
  }
}
