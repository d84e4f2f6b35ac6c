import type { AlertReading } from '@assay/alerts';
import type { GatewayTotals } from './gateway-window.js';

/** Everything that is looked at, just now. */
export interface GatewaySight {
  /** Which process: host and port. */
  readonly instance: string;
  readonly lastMinute: GatewayTotals;
  /** How often in a row the database has not answered. */
  readonly databaseFailures: number;
  /** How often this process has been started in the last ten minutes. */
  readonly starts: number;
}

/** `keep`: neither over the limit nor well below it. */
export type Verdict = 'raise' | 'resolve' | 'keep';

export interface GatewayJudgement {
  readonly verdict: Verdict;
  readonly reading: AlertReading;
}

type Rule = (sight: GatewaySight) => GatewayJudgement;

/** The one rule that is about more than the process that looks. */
export const RESTARTS = 'service-restarts';
const SERVICE_PROJECT = 'default';
/** Fewer say nothing. */
const LEAST_REQUESTS = 50;
const MOST_FAILING = 0.01;
const MOST_LATENCY_MS = 100;
const MOST_DATABASE_FAILURES = 3;
const MOST_STARTS = 3;
/** It is over at this part of the limit, so that what swings around it is one alert. */
const WELL_BELOW = { failing: 0.5, latency: 0.8 };

const reading = (
  rule: string,
  instance: string,
  rest: Pick<AlertReading, 'message' | 'value' | 'limit' | 'details'>,
): AlertReading => ({
  project: SERVICE_PROJECT,
  rule,
  subject: `assignment ${instance}`,
  severity: 'critical',
  ...rest,
});

const verdictOf = (value: number, limit: number, wellBelow: number): Verdict => {
  if (value > limit) return 'raise';
  return value <= limit * wellBelow ? 'resolve' : 'keep';
};

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

const failures: Rule = ({ instance, lastMinute: { requests, failures: failed } }) => {
  const share = requests === 0 ? 0 : failed / requests;
  const told = verdictOf(share, MOST_FAILING, WELL_BELOW.failing);
  return {
    verdict: told === 'raise' && requests < LEAST_REQUESTS ? 'keep' : told,
    reading: reading('assignment-failures', instance, {
      message: `${String(failed)} of ${String(requests)} requests of the last minute failed (${percent(share)}); the limit is ${percent(MOST_FAILING)}`,
      value: share,
      limit: MOST_FAILING,
      details: { requests, failures: failed },
    }),
  };
};

const latency: Rule = ({ instance, lastMinute: { requests, seconds } }) => {
  const average = requests === 0 ? 0 : (seconds / requests) * 1_000;
  const told = verdictOf(average, MOST_LATENCY_MS, WELL_BELOW.latency);
  return {
    verdict: told === 'raise' && requests < LEAST_REQUESTS ? 'keep' : told,
    reading: reading('assignment-latency', instance, {
      message: `${String(requests)} requests of the last minute took ${average.toFixed(1)} ms on average; the limit is ${String(MOST_LATENCY_MS)} ms`,
      value: average,
      limit: MOST_LATENCY_MS,
      details: { requests },
    }),
  };
};

const database: Rule = ({ instance, databaseFailures: failed }) => ({
  verdict: failed === 0 ? 'resolve' : failed >= MOST_DATABASE_FAILURES ? 'raise' : 'keep',
  reading: reading('database-connection', instance, {
    message: `the database has not answered ${String(failed)} times in a row`,
    value: failed,
    limit: MOST_DATABASE_FAILURES,
  }),
});

const restarts: Rule = ({ instance, starts }) => ({
  verdict: starts > MOST_STARTS ? 'raise' : 'resolve',
  reading: reading(RESTARTS, instance, {
    message: `the process has been started ${String(starts)} times in ten minutes; the limit is ${String(MOST_STARTS)}`,
    value: starts,
    limit: MOST_STARTS,
  }),
});

const RULES: readonly Rule[] = [failures, latency, database, restarts];

/** What every rule says of what is seen. */
export const judgeGateway = (sight: GatewaySight): readonly GatewayJudgement[] =>
  RULES.map((rule) => rule(sight));
