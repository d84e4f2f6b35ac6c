import type { FunnelDefined } from '@assay/contracts';
import type { Counting } from '../report/counting.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { WindowFigures } from '../report/read-statistics.js';
import type { Average, Difference, Share } from '../report/share.js';
import { averageOf, differenceOf, shareOf } from '../report/share.js';
import type { Table } from '../../reporting/table.js';
import { armOf, IN_SEVERAL } from './funnel-arm.js';
import { DURATION, stepFigure } from './funnel-window.js';

export interface StepReport {
  readonly step: number;
  readonly name: string;
  readonly event: string;
  readonly units: number;
  /** Did not come to this step, of those who took the one before; null for the first. */
  readonly dropOff: Share | null;
  /** Of those who took the step before. */
  readonly conversionFromPrevious: Share | null;
  readonly conversionFromStart: Share;
}

interface VariantFunnel {
  readonly variant: string;
  readonly isControl: boolean;
  readonly units: number;
  readonly steps: readonly StepReport[];
  readonly conversion: Share;
  /** Conversion against control; null for control itself and where there is none. */
  readonly comparison: Difference | null;
}

/** How far units come along ordered steps. A unit counts once, with the attempt that came furthest. */
export interface FunnelReport {
  readonly funnel: { readonly key: string; readonly name: string; readonly windowHours: number };
  readonly counting: Counting;
  /** In which attempts began. */
  readonly window: Window;
  readonly coverage: Coverage;
  readonly units: number;
  readonly steps: readonly StepReport[];
  readonly conversion: Share;
  /** Of those who took the last step. */
  readonly secondsToConvert: Average;
  readonly experiment: {
    readonly key: string;
    readonly run: number | null;
    readonly variants: readonly VariantFunnel[];
    /** Units that were seen in more than one variant. */
    readonly excludedUnits: number;
    readonly reason?: string;
  } | null;
}

const NOBODY = 'nobody began in the window';

/** The variants of a run, in the order of the definition. */
export interface Arms {
  readonly run: number | null;
  readonly variants: readonly { readonly key: string; readonly isControl: boolean }[];
}

export function funnelReport(
  definition: FunnelDefined['data'],
  figures: WindowFigures,
  {
    arms,
    ...context
  }: Pick<FunnelReport, 'counting' | 'window' | 'coverage'> & { readonly arms: Arms | undefined },
): FunnelReport {
  const { key, name, windowHours, steps: taken, experiment } = definition;
  const steps = stepsOf(definition, (step) => figures.get(stepFigure(step)) ?? 0);
  const converted = figures.get(stepFigure(taken.length)) ?? 0;
  const units = steps[0]?.units ?? 0;
  return {
    funnel: { key, name, windowHours },
    ...context,
    units,
    steps,
    conversion: shareOf(converted, units, NOBODY),
    secondsToConvert: averageOf(
      (figures.get(DURATION) ?? 0) / 1000,
      converted,
      'nobody took the last step in the window',
    ),
    experiment:
      experiment === undefined
        ? null
        : { key: experiment, ...variantsOf(definition, figures, arms ?? { run: null, variants: [] }) },
  };
}

function stepsOf({ steps }: FunnelDefined['data'], unitsAt: (step: number) => number): readonly StepReport[] {
  const start = unitsAt(1);
  return steps.map(({ name, event }, place) => {
    const step = place + 1;
    const units = unitsAt(step);
    const before = step === 1 ? undefined : unitsAt(place);
    const nobody = step === 2 ? NOBODY : 'nobody took the step before';
    return {
      step,
      name,
      event,
      units,
      dropOff: before === undefined ? null : shareOf(before - units, before, nobody),
      conversionFromPrevious: before === undefined ? null : shareOf(units, before, nobody),
      conversionFromStart: shareOf(units, start, NOBODY),
    };
  });
}

function variantsOf(
  definition: FunnelDefined['data'],
  figures: WindowFigures,
  { run, variants }: Arms,
): Omit<NonNullable<FunnelReport['experiment']>, 'key'> {
  if (run === null)
    return { run, variants: [], excludedUnits: 0, reason: 'the experiment has not been started' };
  const last = definition.steps.length;
  const at = (variant: string, step: number): number =>
    figures.get(stepFigure(step, armOf(run, variant))) ?? 0;
  const conversionOf = (variant: string): Share => shareOf(at(variant, last), at(variant, 1), NOBODY);
  const control = variants.find(({ isControl }) => isControl);
  return {
    run,
    variants: variants.map(({ key, isControl }) => ({
      variant: key,
      isControl,
      units: at(key, 1),
      steps: stepsOf(definition, (step) => at(key, step)),
      conversion: conversionOf(key),
      comparison:
        control === undefined || isControl
          ? null
          : differenceOf(conversionOf(key), conversionOf(control.key)),
    })),
    excludedUnits: at(IN_SEVERAL, 1),
  };
}

/** One row for each step, of all units and of each variant. */
export function funnelTable({ steps, experiment }: FunnelReport): Table {
  const rowsOf = (variant: string | null, own: readonly StepReport[]) =>
    own.map(({ step, name, units, dropOff, conversionFromPrevious, conversionFromStart }) => [
      variant,
      step,
      name,
      units,
      dropOff?.rate ?? null,
      conversionFromPrevious?.rate ?? null,
      conversionFromStart.rate,
    ]);
  return {
    columns: [
      'variant',
      'step',
      'name',
      'units',
      'drop_off',
      'conversion_from_previous',
      'conversion_from_start',
    ],
    shares: ['drop_off', 'conversion_from_previous', 'conversion_from_start'],
    rows: [
      ...rowsOf(null, steps),
      ...(experiment?.variants ?? []).flatMap(({ variant, steps: own }) => rowsOf(variant, own)),
    ],
  };
}
