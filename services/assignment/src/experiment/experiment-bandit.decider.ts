import type { BanditWeightsUpdated as Updated, MetricsSnapshot } from '@assay/contracts';
import { BanditWeightsUpdated, newEvent } from '@assay/contracts';
import { banditCertificate } from './bandit-certificate.rules.js';
import { banditSettings, weightsFrom } from './experiment-bandit.rules.js';
import type { UpdateBanditWeights } from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, refuse } from './experiment-outcome.js';
import type { WeightsKept } from './experiment-refusal.js';
import { inStatus } from './experiment-rules.js';
import type { ExperimentState, RunningExperiment } from './experiment-state.js';
import { withWeights } from './experiment-state.js';
import { revisionOf } from './revision.js';

type Input = Updated['data']['inputs'][number];

/** One bucket of 10,000: what is less changes nobody's variant. */
const LEAST_CHANGE = 0.0001;

const keep = (because: WeightsKept): Outcome => refuse({ code: 'BANDIT_KEEPS_WEIGHTS', because });

/** What of the sums the weights rest on. */
function inputsOf({ variants }: MetricsSnapshot['data'], metric: string): Input[] {
  return variants.flatMap(({ variant, phase, metrics }) =>
    metrics
      .filter((sums) => sums.metric === metric)
      .map(
        ({
          n,
          sum,
          sumSquares,
          denominatorSum,
          denominatorSumSquares,
          numeratorDenominatorSum,
          version,
        }) => ({
          variant,
          phase,
          sums: {
            ...{ metric, n, sum, sumSquares },
            ...(version === undefined ? {} : { version }),
            ...(denominatorSum === undefined ? {} : { denominatorSum }),
            ...(denominatorSumSquares === undefined ? {} : { denominatorSumSquares }),
            ...(numeratorDenominatorSum === undefined ? {} : { numeratorDenominatorSum }),
          },
        }),
      ),
  );
}

const unitsOf = (inputs: readonly Input[], arm: string): number =>
  inputs.reduce((units, { variant, sums }) => (variant === arm ? units + sums.n : units), 0);

/** Too early, of another run, or about something that is no bandit. */
function untimely({ metadata, snapshot }: UpdateBanditWeights, experiment: RunningExperiment) {
  const { design, current } = experiment;
  if (design.experimentType !== 'bandit' || design.origin === 'imported') return 'not-a-bandit';
  if (snapshot.run !== current.run) return 'other-run';
  if (current.bandit === undefined) return undefined;
  const elapsed = Date.parse(metadata.time) - Date.parse(current.bandit.at);
  return elapsed < banditSettings(design).intervalSeconds * 1_000 ? 'too-early' : undefined;
}

/** The share of each variant as it is now. */
function sharesOf({ variants }: RunningExperiment): Readonly<Record<string, number>> {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  return Object.fromEntries(variants.map(({ key, weight }) => [key, weight / total]));
}

/** New weights for a bandit, as the statistics of its run say. */
export function updateBanditWeights(command: UpdateBanditWeights, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  const { design, variants, current } = experiment;
  const reason = untimely(command, experiment);
  if (reason !== undefined) return keep(reason);
  const metric = design.primaryMetric;
  if (metric === null) return keep('not-a-bandit');
  const { policy, floor, epsilon, burnInUnits } = banditSettings(design);
  const arms = variants.map(({ key }) => key);
  const inputs = inputsOf(command.snapshot, metric.key).filter(({ variant }) => arms.includes(variant));
  if (arms.some((arm) => unitsOf(inputs, arm) < burnInUnits)) return keep('too-few-units');
  const told = {
    ...{ policy, floor, metric, arms, inputs },
    ...(policy === 'epsilon-greedy' ? { epsilon } : {}),
  };
  const weights = weightsFrom(told);
  if (weights === null) return keep('nothing-to-learn');
  const shares = sharesOf(experiment);
  if (arms.every((arm) => Math.abs((weights[arm] ?? 0) - (shares[arm] ?? 0)) < LEAST_CHANGE))
    return keep('unchanged');
  const revision = revisionOf({ ...experiment, variants: withWeights(variants, weights) }, current);
  return accept(
    newEvent(
      BanditWeightsUpdated,
      command.metadata,
      banditCertificate.certify(
        {
          run: current.run,
          update: (current.bandit?.update ?? 0) + 1,
          revision,
          ...told,
          snapshot: command.snapshotId,
          completeTo: command.snapshot.completeTo,
          offsets: command.snapshot.offsets,
        },
        { weights: { ...weights } },
      ),
    ),
  );
}
