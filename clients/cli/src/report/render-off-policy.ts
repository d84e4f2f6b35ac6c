import { reasonInWords } from '@assay/contracts';
import { count, countOf } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import { printsOf } from './prints.js';
import type { OffPolicyView } from './views.js';

type Shown = (of: Pick<OffPolicyView['logged'], 'estimate' | 'se'>) => string;
const shownBy = ({ metric }: OffPolicyView): Shown => {
  const { print } = printsOf(metric.type);
  return ({ estimate, se }) => (estimate === null ? '–' : `${print(estimate)} ± ${print(se)}`);
};

const noteOf = ({ reason, warnings, neverLogged }: OffPolicyView['policies'][number]): string =>
  [
    ...(reason === undefined ? [] : [reasonInWords(reason)]),
    ...warnings.map((warning) =>
      warning === 'arms-never-logged' ? `never chosen: ${neverLogged.join(', ')}` : reasonInWords(warning),
    ),
  ].join('; ');

/** What other policies would have got. */
export function renderOffPolicy(view: OffPolicyView): string {
  const shown = shownBy(view);
  return [
    heading(view),
    `Policies by ${view.metric.key}; the one that ran has got ${shown(view.logged)} over ${countOf(view.logged.n, 'unit')}.`,
    table(
      ['policy', 'IPS', 'SNIPS', 'doubly robust', 'effective sample', 'note'],
      view.policies.map((one) => [
        one.policy,
        shown(one.ips),
        shown(one.snips),
        shown(one.doublyRobust),
        count(Math.round(one.effectiveSampleSize)),
        noteOf(one),
      ]),
    ),
    '± one standard error. SNIPS is a little biased and narrower than IPS; doubly robust is the one to read first.',
  ].join('\n');
}
