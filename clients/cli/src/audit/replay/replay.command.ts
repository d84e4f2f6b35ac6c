import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import type { ChosenModels } from '../../operations/chosen-models.js';
import { chosenProjections, chosenServices } from '../../operations/chosen-models.js';
import { servicePath } from '../../operations/projection-status.js';
import { count } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import type { Followed } from '../follow-lines.js';
import { followLines } from '../follow-lines.js';
import { renderFindings } from '../render-findings.js';
import { projectionsOf } from '../verify/checks.js';

export interface ReplayOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly keep?: boolean;
  /** Every service. */
  readonly all?: boolean;
  readonly json?: boolean;
}

interface Replayed extends Followed {
  readonly service: string;
  readonly projection: string;
}

/** Replays read models from the log beside the live ones, and lists the rows in which they differ. */
export async function replayCommand(
  terminal: Terminal,
  chosen: ChosenModels,
  options: ReplayOptions,
): Promise<number> {
  const [services, query] = [chosenServices(chosen), queryOf(options)];
  const api = await connect(terminal, options);
  const replayed: Replayed[] = [];
  for (const service of services) {
    const names = chosenProjections(service, await projectionsOf(api, service), chosen.projection);
    for (const projection of names) {
      const path = `${servicePath(service)}/projections/${encodeURIComponent(projection)}/replay${query}`;
      const title = `Replaying ${projection} of ${service}`;
      const followed = await followLines(terminal, api, { path, title, unit: 'events' });
      replayed.push({ service, projection, ...followed });
    }
  }
  terminal.print(options.json === true ? asJson(chosen, replayed) : render(replayed));
  return replayed.some(isDamaged) ? EXIT.differs : EXIT.done;
}

function queryOf({ keep, from, to }: ReplayOptions): string {
  const query = new URLSearchParams({
    ...(keep === true ? { keep: 'true' } : {}),
    ...(from === undefined ? {} : { from: moment('--from', from) }),
    ...(to === undefined ? {} : { to: moment('--to', to) }),
  });
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** A time, or places in the log: those the service reads. */
const moment = (option: string, text: string): string =>
  text.includes('/') ? text : (instant(option, text) ?? text);

/** What has come since the moment that was replayed is no damage. */
const isDamaged = ({ findings }: Replayed): boolean => findings.some(({ severity }) => severity === 'damage');

const asJson = ({ service: asked }: ChosenModels, replayed: readonly Replayed[]): string =>
  JSON.stringify(
    {
      service: asked,
      replayed: replayed.map(({ service, projection, done, findings }) => ({
        ...{ service, projection, rows: done.checked, hash: done.hash, keptIn: done.keptIn },
        differences: findings,
      })),
    },
    null,
    2,
  );

const differencesIn = ({ findings }: Replayed): string =>
  `${count(findings.length)} ${findings.length === 1 ? 'DIFFERENCE' : 'DIFFERENCES'}`;

function verdictOf(one: Replayed): string {
  const { findings, done } = one;
  if (done.hash === undefined) return findings.length === 0 ? 'identical' : differencesIn(one);
  return [
    `SHA-256 ${done.hash}`,
    ...(findings.length === 0 ? [] : [`different now: ${count(findings.length)}`]),
    ...(done.keptIn === undefined ? [] : [`kept in schema ${done.keptIn}`]),
  ].join('\n');
}

function render(replayed: readonly Replayed[]): string {
  const rows = replayed.map((one) => [
    ...[one.service, one.projection, count(one.done.checked)],
    verdictOf(one),
  ]);
  const found = replayed.flatMap(({ findings }) => findings);
  return [
    table(['service', 'projection', 'rows', 'replayed against live'], rows),
    ...(found.length === 0 ? [] : [renderFindings(found)]),
  ].join('\n');
}
