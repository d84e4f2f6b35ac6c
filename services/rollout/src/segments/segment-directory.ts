import type { RolloutSegmentKeys } from '@assay/contracts';
import { UnprocessableProblem } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { SEGMENTS } from './segments.projection.js';

const UNKNOWN = `SELECT named.key FROM unnest($2::text[]) AS named (key)
  WHERE NOT EXISTS (SELECT FROM segments WHERE segments.project = $1 AND segments.key = named.key)`;
const LOOKS = 15;
const BETWEEN_LOOKS_MS = 200;

/** Segments that rollouts may name. */
@Injectable()
export class SegmentDirectory {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /**
   * One that was defined a moment ago is on its way here: it is waited for before it is said not to be there.
   * @throws UnprocessableProblem `SEGMENT_UNKNOWN` with the path of each
   */
  async known(project: string, named: RolloutSegmentKeys = {}): Promise<void> {
    const keys = Object.values(named).flat();
    if (keys.length === 0) return;
    for (let look = 1; ; look += 1) {
      const unknown = await this.unknown(project, keys);
      if (unknown.length === 0) return;
      if (look === LOOKS) throw segmentsUnknown(named, unknown);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
  }

  private async unknown(project: string, keys: readonly string[]): Promise<readonly string[]> {
    const rows = await this.models.read(SEGMENTS, (model) =>
      model.query<{ readonly key: string }>(UNKNOWN, [project, keys]),
    );
    return rows.map(({ key }) => key);
  }
}

function segmentsUnknown(named: RolloutSegmentKeys, unknown: readonly string[]): UnprocessableProblem {
  const errors = Object.entries(named).flatMap(([kind, keys]) =>
    [...keys.entries()]
      .filter(([, key]) => unknown.includes(key))
      .map(([index, key]) => ({
        path: `segments.${kind}[${String(index)}]`,
        value: key,
        message: 'must be the key of a segment',
      })),
  );
  const names = unknown.map((key) => `"${key}"`).join(', ');
  return new UnprocessableProblem('SEGMENT_UNKNOWN', `there is no segment ${names}`, { errors });
}
