import type { ArmSums, OffPolicyEstimate, PolicyEstimate } from '@assay/stats';
import { addPhases, estimatePolicyFromSums, fromSums } from '@assay/stats';
import type { MetricSpec } from '@assay/contracts';
import type { Table } from '../../reporting/table.js';
import { computedOr } from '../compared-metric.js';
import type { MetricSummary } from '../metric-summary.js';
import { metricSummary } from '../metric-summary.js';
import { chosenMetric } from '../read/chosen-metric.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { NO_SUMS, readRunSums } from '../read/run-sums.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import { armSums } from './arm-sums.js';
import type { AskedArms, AskedPolicy } from './asked-policies.js';
import { askedPolicies } from './asked-policies.js';

/** What other ways of choosing variants would have got, by the propensities under which units were assigned. */
interface OffPolicyReport extends ReportHead {
  readonly metric: MetricSummary;
  readonly experimentType: string;
  /** What the policy that ran has got. */
  readonly logged: PolicyEstimate & { readonly n: number };
  readonly policies: readonly PolicyReport[];
}

type PolicyReport = Omit<OffPolicyEstimate, 'reason'> & {
  readonly policy: string;
  /** Share of each variant that gets one. */
  readonly weights: Readonly<Record<string, number>>;
  readonly reason?: string;
};

const NOTHING = {
  n: 0,
  ips: { estimate: null, se: null },
  snips: { estimate: null, se: null },
  doublyRobust: { estimate: null, se: null },
  effectiveSampleSize: 0,
  neverLogged: [],
  warnings: [],
};

export async function offPolicyReport(
  subject: ReportSubject,
  asked: AskedArms & { readonly metric?: string },
): Promise<Rendered<OffPolicyReport>> {
  const { experiment, model, run } = subject;
  const slot = chosenMetric(subject, asked.metric);
  const variants = experiment.variants.map(({ key }) => key);
  const policies = askedPolicies(asked, variants);
  const { metrics } = run === null ? NO_SUMS : await readRunSums(model, run, [slot]);
  const arms = armSums(experiment, run?.run ?? null, metrics);
  const report = {
    ...(await readHead(subject)),
    metric: metricSummary(slot),
    experimentType: experiment.experimentType,
    logged: loggedValue(slot.spec, arms),
    policies: policies.map((policy) => estimated(slot.spec, arms, policy)),
  };
  return { report, table: () => policiesTable(report), page: () => policiesPage(report) };
}

/** Of these a unit has a reward of its own; a ratio and a quantile are of all units together. */
const hasRewards = ({ type }: MetricSpec): boolean => type !== 'ratio' && type !== 'quantile';

function estimated(spec: MetricSpec, arms: readonly ArmSums[], { name, weights }: AskedPolicy): PolicyReport {
  const about = { policy: name, weights: Object.fromEntries(weights) };
  if (!hasRewards(spec)) return { ...about, ...NOTHING, reason: `a ${spec.type} is no mean of rewards` };
  const { reason, ...estimate } = computedOr<OffPolicyEstimate, typeof NOTHING & { reason: string }>(
    () => estimatePolicyFromSums(arms, weights),
    (why) => ({ ...NOTHING, reason: why }),
  );
  return { ...about, ...estimate, ...(reason === null ? {} : { reason }) };
}

function loggedValue(spec: MetricSpec, arms: readonly ArmSums[]): OffPolicyReport['logged'] {
  if (!hasRewards(spec)) return { n: 0, estimate: null, se: null };
  const { n, mean, variance } = computedOr(
    () => fromSums(addPhases(arms)),
    () => ({ n: 0, mean: null, variance: null }),
  );
  return { n, estimate: mean, se: variance === null ? null : Math.sqrt(variance / n) };
}

const policiesTable = ({ logged, policies }: OffPolicyReport): Table => ({
  columns: [
    'policy',
    'n',
    ...['ips', 'ips_se', 'snips', 'snips_se', 'doubly_robust', 'doubly_robust_se'],
    'effective_sample_size',
    'never_logged',
    'warnings',
    'reason',
    ...['logged', 'logged_se'],
  ],
  rows: policies.map(({ policy, n, ips, snips, doublyRobust, ...rest }) => [
    policy,
    n,
    ...[ips, snips, doublyRobust].flatMap(({ estimate, se }) => [estimate, se]),
    rest.effectiveSampleSize,
    rest.neverLogged.join(' '),
    rest.warnings.join(' '),
    rest.reason ?? null,
    logged.estimate,
    logged.se,
  ]),
});

const policiesPage = (report: OffPolicyReport): string =>
  reportPage(`other policies by ${report.metric.key}`, report, [
    tableSection('What they would have got', policiesTable(report)),
  ]);
