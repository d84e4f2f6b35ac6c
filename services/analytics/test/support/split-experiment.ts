import type { EventEnvelope } from '@assay/contracts';
import { exposure, metric, START } from './events.js';
import { ExperimentStory } from './experiment-story.js';

/** Two countries, split evenly by design: 300 and 300 units in one; in the other 200 of control, and so many of treatment. */
export function splitExperiment(experiment: string, treated: number): readonly EventEnvelope[] {
  const exposed = (country: string, variant: string, units: number) =>
    Array.from({ length: units }, (_, index) =>
      exposure({
        ...{ unit: `${experiment}-${country}-${variant}-${String(index)}`, time: START + index },
        ...{ experiment, variant, attributes: { country } },
      }),
    );
  return [
    ...ExperimentStory.running(experiment, { primary: metric('bought') }).events,
    ...exposed('DE', 'control', 300),
    ...exposed('DE', 'treatment', 300),
    ...exposed('CH', 'control', 200),
    ...exposed('CH', 'treatment', treated),
  ];
}
