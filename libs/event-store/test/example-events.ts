import type { EventEnvelope } from '@assay/contracts';
import { VariantAdded, derivedId, newEvent } from '@assay/contracts';

export const STREAM = 'default/experiment/checkout';

/** A decision event whose id and data follow from its name: the same name gives the same event. */
export function variantAdded(name: string, stream = STREAM): EventEnvelope {
  return newEvent(
    VariantAdded,
    {
      id: derivedId('test', stream, name),
      source: 'assignment',
      subject: stream,
      time: '2026-01-05T10:00:00.000Z',
      project: 'default',
      actor: 'anna',
      correlationid: 'test',
    },
    { key: name, name: `Variant ${name}`, isControl: false, weight: 1, config: { colour: 'blü\u0000e' } },
  );
}
