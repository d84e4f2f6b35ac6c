import { percentInWords } from '@assay/contracts';
import { barsPicture } from '../../reporting/bars-picture.js';
import type { Html } from '../../reporting/html.js';
import { html } from '../../reporting/html.js';
import { between, inWords } from '../../reporting/numbers.js';
import type { FunnelReport, StepReport } from './funnel-report.js';

/** How many of those who began came how far, of all and by variant. */
export function funnelPicture({ funnel, conversion, experiment, steps }: FunnelReport): readonly Html[] {
  const bars = (variant: string | null, own: readonly StepReport[]) =>
    own.map(({ name, units: there, conversionFromStart: { rate } }) => ({
      label: variant === null ? name : `${variant}: ${name}`,
      share: rate,
      text: `${there.toLocaleString('en-US')}${rate === null ? '' : ` (${percentInWords(rate)})`}`,
    }));
  const sure = between(conversion.interval, percentInWords);
  const came =
    conversion.rate === null
      ? ''
      : `; ${inWords(conversion.rate, percentInWords) ?? ''} came to the end${sure === null ? '' : ` (95 %: ${sure})`}`;
  const began = `${conversion.of.toLocaleString('en-US')} units began${came}. Within ${String(funnel.windowHours)} hours of the start.`;
  const variants = experiment?.variants ?? [];
  return [
    html`<p>${began}</p>`,
    barsPicture([...bars(null, steps), ...variants.flatMap((one) => bars(one.variant, one.steps))]),
  ];
}
