import type {
  EventMetadata,
  FeatureDefined,
  FunnelDefined,
  PowerUsersDefined,
  ProductReportDefined,
  ProductReportEvent,
} from '@assay/contracts';
import {
  canonicalJson,
  FeatureDefined as Feature,
  FunnelDefined as Funnel,
  newEvent,
  PowerUsersDefined as PowerUsers,
  ProductReportRetired,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

/** What a definition says, and of which kind it is. */
export type Definition =
  | { readonly kind: 'feature'; readonly data: FeatureDefined['data'] }
  | { readonly kind: 'funnel'; readonly data: FunnelDefined['data'] }
  | { readonly kind: 'power-users'; readonly data: PowerUsersDefined['data'] };
export type DefinitionKind = Definition['kind'];

export type DefinitionState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'defined';
      readonly data: Definition['data'];
      readonly changedAt: string;
      readonly changedBy: string;
    }
  | { readonly status: 'retired' };

export interface Define {
  readonly type: 'Define';
  readonly metadata: EventMetadata;
  readonly definition: Definition;
}

export interface Retire {
  readonly type: 'Retire';
  readonly metadata: EventMetadata;
  readonly key: string;
  readonly reason: string;
}

type DefinitionRefusal = { readonly code: 'UNCHANGED' } | { readonly code: 'NOT_FOUND' };
type Outcome = Decision<ProductReportEvent, DefinitionRefusal>;

function defined({ definition, metadata }: Define): ProductReportDefined {
  switch (definition.kind) {
    case 'feature':
      return newEvent(Feature, metadata, definition.data);
    case 'funnel':
      return newEvent(Funnel, metadata, definition.data);
    case 'power-users':
      return newEvent(PowerUsers, metadata, definition.data);
  }
}

function define(command: Define, state: DefinitionState): Outcome {
  const isSame =
    state.status === 'defined' && canonicalJson(state.data) === canonicalJson(command.definition.data);
  if (isSame) return { outcome: 'refused', refusal: { code: 'UNCHANGED' } };
  return { outcome: 'accepted', events: [defined(command)] };
}

function retire({ metadata, key, reason }: Retire, state: DefinitionState): Outcome {
  if (state.status !== 'defined') return { outcome: 'refused', refusal: { code: 'NOT_FOUND' } };
  return { outcome: 'accepted', events: [newEvent(ProductReportRetired, metadata, { key, reason })] };
}

/** A feature, a funnel or a group of power users: what reports count. */
export const productReportDecider: Decider<
  DefinitionState,
  Define | Retire,
  ProductReportEvent,
  DefinitionRefusal
> = {
  initial: { status: 'absent' },
  evolve: (_state, event) =>
    event.type === 'ProductReportRetired'
      ? { status: 'retired' }
      : { status: 'defined', data: event.data, changedAt: event.time, changedBy: event.actor },
  decide: (command, state) => (command.type === 'Define' ? define(command, state) : retire(command, state)),
};
