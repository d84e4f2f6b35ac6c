import type { EventEnvelope } from '@assay/contracts';
import { exposure, HOUR, interaction, metric, START } from './events.js';
import { ExperimentStory } from './experiment-story.js';
import { segment, segmentList } from './product-events.js';

/** A feature as it is defined over HTTP, and the steps of a funnel over the same events. */
export const SEARCH = {
  name: 'Search',
  view: { event: 'view' },
  use: { event: 'use' },
  complete: { event: 'complete' },
  convert: { event: 'purchase' },
  session: { event: 'use', attribute: 'seconds' },
};
export const STEPS = ['view', 'use', 'purchase'].map((event) => ({ name: event, event }));

/**
 * Twenty units in four days. All view the feature on the first; ten use it, four of them again a day later; five
 * complete it; four of those who use it and two others buy for 10. Two variants.
 */
function traffic(): readonly EventEnvelope[] {
  return Array.from({ length: 20 }, (_, number): readonly EventEnvelope[] => {
    const unit = `u${String(number).padStart(2, '0')}`;
    const did = (name: string, hours: number, more: { value?: string; attributes?: object } = {}) =>
      interaction({
        unit,
        name,
        time: START + hours * HOUR,
        ...(more.value === undefined ? {} : { value: more.value }),
        attributes: { plan: number < 5 ? 'pro' : 'free', ...more.attributes },
      });
    const variant = number % 2 === 0 ? 'control' : 'treatment';
    return [
      exposure({ unit, time: START, experiment: 'checkout', variant }),
      did('view', 1),
      did('impression', 1, {
        attributes: { position: 1 + (number % 2), itemId: `item-${String(number % 3)}` },
      }),
      ...(number < 4
        ? [
            did('click', 2, {
              attributes: { position: 1 + (number % 2), itemId: `item-${String(number % 3)}` },
            }),
          ]
        : []),
      ...(number < 10 ? [did('use', 2, { attributes: { seconds: 30 } })] : []),
      ...(number < 5 ? [did('complete', 3)] : []),
      ...(number < 4 ? [did('use', 26, { attributes: { seconds: 90 } })] : []),
      ...(number < 4 || number > 17 ? [did('purchase', 30, { value: '10' })] : []),
    ];
  }).flat();
}

/** The experiment that the units are in, all they do, and segments of them. */
export const SEARCH_TRAFFIC: readonly EventEnvelope[] = [
  ...ExperimentStory.running('checkout', { primary: metric('purchase') }).events,
  ...traffic(),
  segment({ key: 'pro' }),
  segmentList({ key: 'listed' }),
];
