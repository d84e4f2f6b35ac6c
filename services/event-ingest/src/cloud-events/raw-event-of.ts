import { derivedId } from '@assay/contracts';
import { isUuidV7 } from '../event/event-identity.js';
import type { Checked } from '../event/refusal.js';
import { accept, refuse } from '../event/refusal.js';
import type { CloudEvent } from './cloud-event.js';
import { cloudEventProblem } from './cloud-event.js';

/** Types whose data are fields of their own; of all others, what is no field is an attribute. */
const FORMS = new Set(['exposure', 'outcome']);

/**
 * A CloudEvent as the batch route takes it. Source and id together are its identity; a UUIDv7 is one by itself.
 * @example rawEventOf({ specversion: '1.0', id: '1', source: '/shop', type: 'click', subject: 'u1', time: '…' })
 */
export function rawEventOf(value: unknown): Checked<Record<string, unknown>> {
  const problem = cloudEventProblem(value);
  if (problem !== undefined) return refuse({ ...problem, code: problem.code ?? 'FIELD_INVALID' });
  const event = value as CloudEvent;
  const { id, source, type, subject, time, sentat } = event;
  if (!isUuidV7(id) && time === undefined)
    return refuse({
      path: 'time',
      message: 'is required where the id is no UUIDv7: without it a repeat could not be told',
      code: 'ID_NEEDS_TIME',
    });
  const fields = fieldsOf(type, event.data ?? {});
  if (subject === undefined && fields['unit'] === undefined && fields['userId'] === undefined)
    return refuse({ path: 'subject', message: 'is required, or unit in data', code: 'FIELD_REQUIRED' });
  return accept({
    ...fields,
    type,
    id: isUuidV7(id) ? id : derivedId('cloud-event', source, id),
    ...(time === undefined ? {} : { time }),
    ...(sentat === undefined ? {} : { sentAt: sentat }),
    ...unitOf(subject, fields),
  });
}

// Where subject and data both name a unit, they must agree: the reader of events sees to that.
function unitOf(subject: string | undefined, { unit, userId }: Record<string, unknown>) {
  if (subject === undefined) return {};
  const other = unit ?? userId;
  return { unit: subject, ...(other === undefined ? {} : { userId: other }) };
}

function fieldsOf(type: string, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (FORMS.has(type)) return { ...data };
  const { unit, userId, value, attributes, ...others } = data;
  const given = { unit, userId, value, attributes: attributesOf(attributes, others) };
  return Object.fromEntries(Object.entries(given).filter(([, field]) => field !== undefined));
}

function attributesOf(attributes: unknown, others: Readonly<Record<string, unknown>>): unknown {
  if (Object.keys(others).length === 0) return attributes;
  const isObject = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes);
  // Attributes that are none are refused where all are; what stands beside them is not worth hiding that.
  return attributes === undefined || isObject ? { ...others, ...(attributes as object) } : attributes;
}
