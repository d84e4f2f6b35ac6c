import { until } from './system.mjs';
import { run } from './runbook.mjs';
import { check, same } from './traffic.mjs';

const placesOf = ({ positions }) =>
  positions.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`).join(',');

const nameOf = ({ service, name }) => `${service} ${name}`;

/** Everything that lies in the log is in the read models, at two looks one after the other. */
export const caughtUp = async (assay, minutes) => {
  let before = 1;
  const look = async () => {
    const now = await assay.behind();
    const isSo = now === 0 && before === 0;
    before = now;
    return [isSo, now];
  };
  await until('caught up', look, minutes);
};

/** The hash of a model at the places at which another look found it: those of now, or the log replayed up to there. */
const hashAt = async (assay, found, then) => {
  if (same(placesOf(found), placesOf(then))) return found.hash;
  const command = `npx assay replay ${then.service} ${then.name} --to ${placesOf(then)} --json`;
  const replayed = await run(command, assay.env, () => undefined);
  return JSON.parse(replayed).replayed[0].hash;
};

/** Says whether each model has the hash that it had at the places of the log where it was found then. */
export const compareModels = async (assay, what, then) => {
  const now = new Map((await assay.models()).map((model) => [nameOf(model), model]));
  const differing = [];
  for (const model of then) {
    const hash = await hashAt(assay, now.get(nameOf(model)), model);
    if (hash !== model.hash) differing.push(`${nameOf(model)}: ${model.hash} before, ${hash} now`);
  }
  check(
    `${what}: ${then.length} read models have the hash of before at the same places`,
    differing.length === 0,
  );
  for (const line of differing) console.log(`  ${line}`);
};
