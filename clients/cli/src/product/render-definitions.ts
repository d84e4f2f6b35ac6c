import { count, countOf, interval, percent, points, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading, shareText } from './heading.js';
import type { FeatureReport, FunnelReport, FunnelStep, PowerUsersReport, Share } from './product-reports.js';

const shareRow = ([name, share]: readonly [string, Share]): string[] => [
  name,
  share.count === null ? '–' : `${count(share.count)} of ${count(share.of)}`,
  shareText(share),
];
const RATES: Readonly<Record<string, string>> = {
  discovery: 'discovery: saw it, of all active',
  adoption: 'adoption: used it, of those who saw it',
  activation: 'activation: completed, of those who used it',
  repeatUsage: 'repeat usage: used it on two days or more',
  retention: 'retention: used it again, of those of the window before',
  referral: 'referral: told others',
};

const completed = (completions: number | null | undefined): string =>
  completions === null || completions === undefined ? '' : `, ${countOf(completions, 'completion')}`;

export function renderFeature(report: FeatureReport): string {
  const { feature, users, events, rates, sessionSeconds, impact } = report;
  const { conversion, revenue } = impact;
  return [
    heading(`Feature ${feature.key} (${feature.name})`, report),
    `${countOf(users['total'] ?? 0, 'unit was', 'units were')} active; ${countOf(events['views'] ?? 0, 'view')}, ` +
      `${countOf(events['uses'] ?? 0, 'use')}${completed(events['completions'])}`,
    table(
      ['', 'users', 'rate, 95 %'],
      [
        ...Object.entries(rates).map(([name, share]) => shareRow([RATES[name] ?? name, share])),
        shareRow(['conversion of users', conversion.users]),
        shareRow(['conversion of the others', conversion.others]),
      ],
    ),
    `Session: ${significant(sessionSeconds.average)} s on average over ${count(sessionSeconds.of)}`,
    `Conversion: difference ${points(conversion.difference)} ${interval(conversion.interval, points)}`,
    `Revenue: ${significant(revenue.total)} in all; ${significant(revenue.users.average)} per user, ` +
      `${significant(revenue.others.average)} per other unit, difference ${significant(revenue.difference)}`,
    `(${impact.note})`,
  ].join('\n');
}

const stepRow = ({ step, name, units, dropOff, conversionFromPrevious, conversionFromStart }: FunnelStep) => [
  `${String(step)} ${name}`,
  count(units),
  percent(dropOff?.rate),
  percent(conversionFromPrevious?.rate),
  shareText(conversionFromStart),
];
const STEPS = ['step', 'units', 'drop-off', 'from step before', 'from start, 95 %'];

export function renderFunnel(report: FunnelReport): string {
  const { funnel, steps, secondsToConvert, experiment } = report;
  const hours = secondsToConvert.average === null ? null : secondsToConvert.average / 3600;
  return [
    heading(
      `Funnel ${funnel.key} (${funnel.name}), within ${count(funnel.windowHours)} h of the first step`,
      report,
    ),
    table(STEPS, steps.map(stepRow)),
    `Time to convert: ${significant(hours)} h on average`,
    ...(experiment === null ? [] : renderVariants(experiment)),
  ].join('\n');
}

function renderVariants({
  key,
  run,
  variants,
  excludedUnits,
  reason,
}: NonNullable<FunnelReport['experiment']>) {
  return [
    '',
    `By variant of ${key}, ${run === null ? (reason ?? 'no run') : `run ${String(run)}`}` +
      (excludedUnits === 0 ? '' : `; left out: ${countOf(excludedUnits, 'unit')} in two variants`),
    ...variants.flatMap(({ variant, isControl, steps, comparison }) => [
      isControl
        ? `${variant} (control)`
        : `${variant}: conversion differs by ${points(comparison?.difference)} ${interval(comparison?.interval, points)}${comparison?.reason === undefined ? '' : ` (${comparison.reason})`}`,
      table(STEPS, steps.map(stepRow)),
    ]),
  ];
}

export function renderPowerUsers(report: PowerUsersReport): string {
  const { powerUsers, units, uses, threshold, top, features, reason } = report;
  return [
    heading(
      `Power users ${powerUsers.key} (${powerUsers.name}), the top ${percent(powerUsers.share)}`,
      report,
    ),
    `${countOf(units, 'unit')} with ${countOf(uses, 'use')}; ` +
      (threshold === null ? (reason ?? 'none') : `a power user has ${countOf(threshold, 'use')} or more`),
    table(
      ['', '', 'rate, 95 %'],
      [
        shareRow(['power users', top.units]),
        shareRow(['their uses', top.uses]),
        ...features.flatMap(({ feature, adoption, adoptionOfOthers }) => [
          shareRow([`used ${feature}`, adoption]),
          shareRow([`others used ${feature}`, adoptionOfOthers]),
        ]),
      ],
    ),
  ].join('\n');
}
