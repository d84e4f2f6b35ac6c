import type { PromotionEvent, PromotionRequested } from '@assay/contracts';
import type { Announcer, Context, Draft } from './announcer.js';
import { figuresOf, shown } from './figures.fold.js';

type Told = Extract<
  PromotionEvent,
  {
    readonly type:
      | 'PromotionRequested'
      | 'PromotionCompleted'
      | 'PromotionRefused'
      | 'PromotionRollbackRequested'
      | 'PromotionRolledBack';
  }
>;

function certified({ data }: PromotionRequested): Context {
  const { certificate, variant, promotionType, onBehalfOf = '' } = data;
  const units = certificate.variants.reduce((sum, sums) => sum + sums.units, 0);
  const { confidence, improvement, control, thresholds, excludedUnits } = certificate;
  const leftOut = excludedUnits === 1 ? 'unit was left out' : 'units were left out';
  const warnings = [
    ...(excludedUnits > 0 ? [`${shown(excludedUnits)} ${leftOut}`] : []),
    ...(thresholds.decisionMethod === 'z-test'
      ? ['decided by a z-test, which is valid at one look only']
      : []),
  ];
  return {
    ...{ variant, promotionType, onBehalfOf, control: control ?? 'control' },
    confidence: `${shown(confidence)} %`,
    improvement: `${shown(improvement)} %`,
    units: shown(units),
    warnings: warnings.join('; '),
  };
}

const figures = (context: Context) =>
  figuresOf({
    Variant: context['variant'],
    Confidence: context['confidence'],
    Improvement: context['improvement'],
    Units: context['units'],
    Warnings: context['warnings'],
    'On behalf of': context['onBehalfOf'],
  });

const pathOf = (experiment: string): string => `/api/v1/promotions/${experiment}/history`;

function completed({ data }: Extract<Told, { type: 'PromotionCompleted' }>, context: Context): Draft {
  const { experiment, variant, promotionId } = data;
  const warnings = context['warnings'] ?? '';
  return {
    level: warnings === '' ? 'info' : 'warning',
    kind: 'promotion.completed',
    thread: `promotion/${promotionId}`,
    status: 'news',
    title: `${experiment}: ${variant} was promoted${warnings === '' ? '' : ', with warnings'}`,
    text: `${variant} is served to everyone; the experiment is concluded (${context['promotionType'] ?? 'manual'}).`,
    figures: figures(context),
    whatToDo:
      warnings === ''
        ? 'nothing; the certificate in its history says what it rests on'
        : `look at the warnings; DELETE /api/v1/promotions/${experiment} takes it back`,
    path: pathOf(experiment),
  };
}

function rolledBack({ data }: Extract<Told, { type: 'PromotionRolledBack' }>, context: Context): Draft {
  const { experiment, variant, promotionId } = data;
  return {
    level: 'critical',
    kind: 'promotion.rolled-back',
    thread: `rollback/promotion/${promotionId}`,
    status: 'news',
    title: `${experiment}: ${variant} was rolled back`,
    text: `Everyone has ${context['control'] ?? 'control'} again. Reason: ${context['reason'] ?? 'not given'}.`,
    figures: figures(context),
    whatToDo: 'find out why, and go through the rollback checklist: GET /api/v1/rollback-checklists',
    path: pathOf(experiment),
  };
}

function refused({ data }: Extract<Told, { type: 'PromotionRefused' }>, context: Context): Draft {
  const { experiment, promotionId, code, reason } = data;
  return {
    level: 'warning',
    kind: 'promotion.refused',
    thread: `promotion/${promotionId}`,
    status: 'news',
    title: `${experiment}: the promotion was refused (${code})`,
    text: reason,
    figures: figures(context),
    whatToDo: 'look at the experiment, then ask again',
    path: pathOf(experiment),
  };
}

function rollingBack(
  { data }: Extract<Told, { type: 'PromotionRollbackRequested' }>,
  context: Context,
): Draft {
  const { experiment, promotionId, reason } = data;
  return {
    level: 'warning',
    kind: 'promotion.rolling-back',
    thread: `rollback/promotion/${promotionId}`,
    status: 'news',
    title: `${experiment}: the promotion is being rolled back`,
    text: reason,
    figures: figures(context),
    whatToDo: 'wait for the message that it is done; look at the experiment when there is none',
    path: pathOf(experiment),
  };
}

/** Promotions: done, refused, taken back. */
export const promotionAnnouncer: Announcer<Told> = {
  types: [
    'PromotionRequested',
    'PromotionCompleted',
    'PromotionRefused',
    'PromotionRollbackRequested',
    'PromotionRolledBack',
  ],
  remember: (context, event) => {
    if (event.type === 'PromotionRequested') return certified(event);
    return event.type === 'PromotionRollbackRequested' ? { ...context, reason: event.data.reason } : context;
  },
  announce: (event, context) => {
    switch (event.type) {
      case 'PromotionCompleted':
        return completed(event, context);
      case 'PromotionRolledBack':
        return rolledBack(event, context);
      case 'PromotionRefused':
        return refused(event, context);
      case 'PromotionRollbackRequested':
        return rollingBack(event, context);
      case 'PromotionRequested':
        return undefined;
    }
  },
};
