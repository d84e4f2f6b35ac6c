// npm run bench safety [-- --distributed --rounds 30 --rollouts 5000 --releases 5000 --seconds 60 --rate 200]: from the
// first breaching outcome accepted to the gateway serving the safe variant, beside a person's rollback; and how many
// rollouts and releases are watched at once. --distributed: five processes on the Kafka, Redis and Postgres of
// `npm run services -- up`; else one process.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { describe, percentile, tell } from '../support/bench/figures.mjs';
import { startGuarded } from '../support/bench/guarded.mjs';
import { startDistributed } from '../support/bench/distributed.mjs';
import { startStandalone } from '../support/bench/standalone.mjs';
import { watchMany } from '../support/bench/watched-subjects.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    distributed: { type: 'boolean', default: false },
    rollouts: { type: 'string', default: '5000' },
    releases: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
  },
});
const [rounds, rollouts, releases, seconds, rate] = [
  ...[values.rounds, values.rollouts, values.releases, values.seconds, values.rate],
].map(Number);
const form = values.distributed ? 'five processes on Kafka' : 'one process on Postgres';

/** The times that a number of breaches take, each of a subject of its own. */
const times = async (count, breach) => {
  const found = [];
  for (let nth = 0; nth < count; nth += 1) found.push(await breach());
  return found;
};

const tellTimes = (figure, measured, baseline) => {
  for (const share of [0.5, 0.95, 0.99]) {
    const of = (all) => [percentile(all, share)];
    const name = `${figure}, p${share * 100}${values.distributed ? ', distributed' : ''}`;
    tell('safety', name, { measured: of(measured), baseline: of(baseline), unit: 'ms', lowerIsBetter: true });
  }
};

const { call, memory, stop } = await (values.distributed ? startDistributed : startStandalone)();
try {
  describe(
    `From the first breaching outcome accepted to the gateway serving the safe variant, ${rounds} subjects each, ${form}; baseline: from a person's rollback accepted to the same.`,
  );
  const guarded = startGuarded(call, () => `bench-${randomUUID()}`);
  const baseline = await times(rounds, guarded.rolledBackByHand);
  tellTimes('rollout, error window', await times(rounds, guarded.rolloutWindow), baseline);
  tellTimes('rollout, trigger rule', await times(rounds, guarded.rolloutTrigger), baseline);
  tellTimes('release, health of both sides', await times(rounds, guarded.releaseHealth), baseline);
  tellTimes('experiment, guardrail', await times(rounds, guarded.experimentGuardrail), baseline);

  const { rolloutWindow: breach } = guarded;
  if (rollouts + releases > 0) {
    const counts = { rollouts, releases };
    const watched = await watchMany({ call, memory, counts, seconds, rate, breach });
    console.log(watched.summary);
    const beside = `${rollouts} and ${releases} releases under ${rate} outcomes/s`;
    tellTimes(`rollout beside ${beside}`, watched.times, baseline);
  }
} finally {
  await stop();
}
