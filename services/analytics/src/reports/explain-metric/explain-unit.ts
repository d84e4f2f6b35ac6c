import type { Table } from '../../reporting/table.js';
import type { CompiledSlot, Contribution } from '../../engine/state/compiled-slot.js';
import type { Definitions } from '../../engine/state/metric-definitions.js';
import type { Micros } from '../../engine/state/micros.js';
import { atMost, decimalOf, ONE } from '../../engine/state/micros.js';
import type { UnitEntry } from '../../engine/state/unit-state.js';
import { readDefinitions } from '../../engine/storage/definitions.js';
import { readHistory } from '../../engine/storage/history.js';
import { findUnit } from '../../engine/storage/stored-units.js';
import type { HistoryRow } from '../../engine/storage/unit-event.js';
import { observationOf, typeOfKind, unitKeyOf } from '../../engine/storage/unit-event.js';
import { countsIn } from '../../engine/unit-work.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import { RunClosedProblem, UnitNotFoundProblem } from '../report-problems.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { EXCLUDED } from '../read/run-sums.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';

/** A unit's value of a metric, and the events that make it. */
interface UnitExplained extends ReportHead {
  readonly metric: MetricSummary;
  readonly unit: string;
  readonly firstExposure: { readonly time: string; readonly variant: string; readonly phase: number };
  /** Why the unit is in no figure; null: it counts. */
  readonly excluded: string | null;
  /** As it is counted, after the cap. */
  readonly amounts: Readonly<Partial<Record<Part, string>>>;
  readonly cap: string | null;
  readonly denominatorCap: string | null;
  /** In order of time. */
  readonly events: readonly ExplainedEvent[];
  /** Later ones that are not shown. */
  readonly eventsLeftOut: number;
}

/** What a unit's amounts are called. */
type Part = 'value' | 'denominator' | 'before' | 'denominatorBefore';
const PARTS = { y: 'value', d: 'denominator', x: 'before', e: 'denominatorBefore' } as const;

interface ExplainedEvent {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly time: string;
  /** Whole days since first exposure, below 0 before it. */
  readonly day: number;
  /** What it adds to which amount; empty: nothing, and `why` says why not. */
  readonly adds: readonly { readonly part: Part; readonly amount: string }[];
  readonly why: string;
}

/** Robots have many. */
const MOST_EVENTS = 1_000;
const MS_PER_DAY = 86_400_000;

/** @throws UnitNotFoundProblem for a unit that was not exposed in the run; RunClosedProblem where nothing is kept of units */
export async function explainUnit(
  subject: ReportSubject,
  slot: ReportedSlot,
  unit: string,
): Promise<Rendered<UnitExplained>> {
  const { experiment, model, run } = subject;
  if (run === null) throw new UnitNotFoundProblem(experiment.key, unit);
  if (subject.isClosed) throw new RunClosedProblem(experiment.key, run.run);
  const unitKey = unitKeyOf(run.project, unit);
  const state = await findUnit(model, unitKey);
  const entry = state?.entries.find((one) => one.experiment === run.experiment && one.run === run.run);
  if (state === undefined || entry === undefined) throw new UnitNotFoundProblem(experiment.key, unit);
  const definitions = (await readDefinitions(model, [run]))(run.project)(run.experiment);
  const compiled = definitions.slots.find(
    (one) => one.spec.key === slot.spec.key && one.version === slot.version,
  );
  const history = (await readHistory(model, [unitKey]))(unitKey)
    .filter((row) => countsIn(state.alias, row.forwarded_from))
    .toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    unit,
    firstExposure: {
      time: new Date(entry.first.time).toISOString(),
      variant: entry.first.variant,
      phase: entry.first.phase,
    },
    excluded: entry.variants.length > 1 ? `${EXCLUDED}: ${entry.variants.join(', ')}` : null,
    amounts: compiled === undefined ? {} : amountsOf(entry, compiled),
    cap: decimalOrNull(compiled?.cap),
    denominatorCap: decimalOrNull(compiled?.denominatorCap),
    events: eventsOf(history.slice(0, MOST_EVENTS), entry, { definitions, compiled }),
    eventsLeftOut: Math.max(0, history.length - MOST_EVENTS),
  };
  return { report, table: () => eventsTable(report), page: () => eventsPage(report) };
}

const decimalOrNull = (cap: Micros | undefined): string | null =>
  cap === undefined ? null : decimalOf(cap, 6);

function amountsOf({ values }: UnitEntry, slot: CompiledSlot): UnitExplained['amounts'] {
  const { cap: own, denominatorCap } = slot;
  const caps = { y: own, x: own, d: denominatorCap, e: denominatorCap };
  return Object.fromEntries(
    (Object.entries(slot.places) as [keyof typeof PARTS, number][]).map(([factor, place]) => {
      const [amount, cap] = [values[place] ?? 0, caps[factor]];
      return [PARTS[factor], decimalOf(cap === undefined ? amount : atMost(amount, cap), 6)];
    }),
  );
}

interface Counted {
  readonly definitions: Definitions;
  readonly compiled: CompiledSlot | undefined;
}

/** Of events that count once the first adds something, and the others say that it has. */
function eventsOf(history: readonly HistoryRow[], entry: UnitEntry, counted: Counted): ExplainedEvent[] {
  const once = new Set<Part>();
  return history.map((row) => explained(row, entry, { ...counted, once }));
}

function explained(
  row: HistoryRow,
  entry: UnitEntry,
  counted: Counted & { readonly once: Set<Part> },
): ExplainedEvent {
  const shown = {
    id: row.id,
    type: typeOfKind(row.kind) ?? 'unknown',
    name: row.name,
    time: new Date(row.time).toISOString(),
    day: Math.floor((row.time - entry.first.time) / MS_PER_DAY),
  };
  const seen = observationOf(row);
  if (seen?.kind !== 'interaction') return { ...shown, adds: [], why: whyOther(shown, seen?.kind) };
  const places = Object.entries(counted.compiled?.places ?? {}) as [keyof typeof PARTS, number][];
  const candidates = (counted.definitions.byEvent.get(seen.name) ?? []).flatMap((contribution) => {
    const own = places.find(([, place]) => place === contribution.place);
    return own === undefined ? [] : [{ part: PARTS[own[0]], contribution }];
  });
  if (candidates.length === 0) return { ...shown, adds: [], why: 'the metric does not count this name' };
  const elapsed = seen.time - entry.first.time;
  const inTime = candidates.filter(({ contribution: { from, to } }) => elapsed >= from && elapsed <= to);
  if (inTime.length === 0)
    return {
      ...shown,
      adds: [],
      why: elapsed < 0 ? 'before first exposure' : 'outside the attribution window',
    };
  const matching = inTime.filter(({ contribution }) => contribution.matches?.(seen) !== false);
  if (matching.length === 0) return { ...shown, adds: [], why: 'the filter of the metric leaves it out' };
  const { once } = counted;
  const adding = matching.filter(
    ({ part, contribution: { amount } }) => amount !== 'once' || !once.has(part),
  );
  if (adding.length === 0) return { ...shown, adds: [], why: 'counts once, and an earlier one has' };
  const adds = adding.map(({ part, contribution }) => ({
    part,
    amount: decimalOf(amountOf(contribution, seen.micros), 6),
  }));
  const onceNow = adding.filter(({ contribution: { amount } }) => amount === 'once');
  for (const { part } of onceNow) once.add(part);
  return { ...shown, adds, why: onceNow.length > 0 ? 'counts once, however often it happens' : 'counts' };
}

const amountOf = ({ amount }: Contribution, micros: Micros): Micros => (amount === 'value' ? micros : ONE);

function whyOther({ type, name }: Pick<ExplainedEvent, 'type' | 'name'>, kind: string | undefined): string {
  if (kind === 'exposure') return `exposure in ${name}`;
  if (kind === 'outcome') return 'an outcome, which no metric counts';
  if (type === 'UnitAliased') return 'it was linked to a user';
  return type === 'UnitErased' ? 'it was forgotten: no attributes' : 'chance did not decide it';
}

const eventsTable = ({ events }: UnitExplained): Table => ({
  columns: ['time', 'day', 'type', 'name', 'adds', 'why', 'id'],
  rows: events.map(({ time, day, type, name, adds, why, id }) => [
    time,
    day,
    type,
    name,
    adds.map(({ part, amount }) => `${part} ${amount}`).join('; '),
    why,
    id,
  ]),
});

/** Those that amounts are cut at, as they are called. */
const capsOf = ({ cap, denominatorCap }: UnitExplained): readonly (readonly [string, string])[] => [
  ...(cap === null ? [] : [['cap', cap] as const]),
  ...(denominatorCap === null ? [] : [['denominator cap', denominatorCap] as const]),
];

const eventsPage = (report: UnitExplained): string =>
  reportPage(`${report.metric.key} of unit ${report.unit}`, report, [
    tableSection('What it comes to', {
      columns: [
        'first exposure',
        'variant',
        'excluded',
        ...Object.keys(report.amounts),
        ...capsOf(report).map(([name]) => name),
      ],
      rows: [
        [
          report.firstExposure.time,
          report.firstExposure.variant,
          report.excluded ?? 'no',
          ...Object.values(report.amounts),
          ...capsOf(report).map(([, cap]) => cap),
        ],
      ],
    }),
    tableSection('Events', eventsTable(report)),
  ]);
