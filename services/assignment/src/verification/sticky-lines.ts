import type { AuditLines, FindingLine, UnitAssigned } from '@assay/contracts';
import { damageLine, noteLine } from '@assay/contracts';
import type { HeldEntry, StickyKey, StickyStore } from '@assay/sticky';
import type { AssignmentsModel } from '../assignments/projected-assignments.js';

interface Row extends StickyKey {
  readonly event: UnitAssigned;
}

const PAGE = 500;

const WALK = `SELECT project, experiment, run, unit, event FROM assignments
  WHERE (project, experiment, run, unit) > ($1, $2, $3, $4)
  ORDER BY project, experiment, run, unit LIMIT ${String(PAGE)}`;

const SAMPLE = `SELECT project, experiment, run, unit, event FROM assignments ORDER BY random() LIMIT $1`;

const FIRST: StickyKey = { project: '', experiment: '', run: 0, unit: '' };

async function* pages(model: AssignmentsModel, sample?: number): AsyncGenerator<readonly Row[]> {
  const read = (sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> =>
    model.read('assignments', (reader) => reader.query<Row>(sql, parameters));
  if (sample !== undefined) {
    yield await read(SAMPLE, [sample]);
    return;
  }
  let after = FIRST;
  for (;;) {
    const rows = await read(WALK, [after.project, after.experiment, after.run, after.unit]);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}

function findingOf(
  { project, experiment, run, unit, event }: Row,
  { layer, entry }: HeldEntry,
): FindingLine | undefined {
  const place = `${layer}: unit ${unit} in run ${String(run)} of ${project}/${experiment}`;
  const since = event.time;
  const [expected, found] = [event.data.variant, entry.event.data.variant];
  if (expected !== found) {
    const problem = `it holds ${found}, and the log's first assignment is ${expected}`;
    // What the log has not confirmed was answered meanwhile, and the log decides.
    return entry.confirmed
      ? damageLine({ kind: 'sticky-differs', place, problem, since, expected, found })
      : noteLine({ kind: 'sticky-unconfirmed', place, problem, since, expected, found });
  }
  return undefined;
}

/**
 * Holds what this process and Redis keep of units against their assignments in the log. What is kept nowhere is no
 * difference: stores forget, and the log answers then.
 * @param sample only so many assignments, chosen by chance
 */
export async function* stickyLines(
  { model, sticky }: { readonly model: AssignmentsModel; readonly sticky: Pick<StickyStore, 'held'> },
  sample?: number,
): AuditLines {
  const [counted] = await model.read('assignments', (reader) =>
    reader.query<{ rows: number }>('SELECT count(*)::integer AS rows FROM assignments'),
  );
  const rows = counted?.rows ?? 0;
  const total = Math.min(rows, sample ?? rows);
  let done = 0;
  for await (const page of pages(model, sample)) {
    const held = await Promise.all(page.map((row) => sticky.held(row)));
    for (const [index, row] of page.entries())
      for (const entry of held[index] ?? []) {
        const finding = findingOf(row, entry);
        if (finding !== undefined) yield finding;
      }
    done += page.length;
    yield { line: 'progress', done, total };
  }
  const leftOut = total < rows ? { leftOut: `${String(rows - total)} of ${String(rows)} assignments` } : {};
  yield { line: 'done', checked: done, unit: 'assignments', ...leftOut };
}
