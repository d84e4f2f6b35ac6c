import type { DecisionCheck } from '@assay/contracts';
import { promotionCheckInWords } from '@assay/contracts';
import { connect } from '../../connection/connect.js';
import { CliError, EXIT } from '../../errors/cli-error.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { ExplainOptions } from './explain-options.js';

interface Promotion {
  readonly id: string;
  readonly status: string;
  readonly promotedVariantName: string;
  readonly promotionType: string;
  readonly actor: string;
  readonly requestedAt: string;
  readonly promotedAt: string | null;
  readonly refusal: { readonly code: string; readonly reason: string } | null;
  readonly rollbackBy: string | null;
  readonly rollbackReason: string | null;
  readonly rollbackAt: string | null;
  readonly certificate: {
    readonly engineVersion: string;
    readonly hash: string;
    readonly checks: readonly DecisionCheck[];
    readonly confidence: number | null;
    readonly improvement: number | null;
  };
}

interface Verdict {
  readonly valid: boolean;
  readonly differences: readonly { readonly field: string }[];
}

class NothingPromotedError extends CliError {
  readonly code = 'NOTHING_PROMOTED';
}

/** Tells why an experiment was promoted or rolled back: the evidence, every check, and whether they still follow. */
export async function explainPromotion(
  terminal: Terminal,
  experiment: string,
  options: ExplainOptions,
): Promise<number> {
  const api = await connect(terminal, options);
  const path = `/api/v1/promotions/${encodeURIComponent(experiment)}`;
  const { promotions } = (await api.get(`${path}/history`)) as { readonly promotions: readonly Promotion[] };
  if (promotions.length === 0) throw new NothingPromotedError(`${experiment} was never promoted.`);
  const told = [];
  for (const promotion of promotions) {
    const verdict = (await api.get(`${path}/certificates/${promotion.id}/verify`)) as Verdict;
    told.push({ ...promotion, verification: verdict });
  }
  terminal.print(options.json === true ? JSON.stringify(told, null, 2) : told.map(paragraph).join('\n\n'));
  return told.every(({ verification }) => verification.valid) ? EXIT.done : EXIT.damaged;
}

function row(check: DecisionCheck): readonly string[] {
  const { found, required } = promotionCheckInWords(check);
  return [check.name, check.passed ? 'yes' : 'NO', found, required];
}

function paragraph(promotion: Promotion & { readonly verification: Verdict }): string {
  const { certificate, refusal, verification } = promotion;
  const { valid, differences } = verification;
  return [
    `${promotion.requestedAt}  ${promotion.promotedVariantName} promoted (${promotion.promotionType}) by ${promotion.actor}: ${promotion.status}`,
    ...(promotion.promotedAt === null ? [] : [`  completed at ${promotion.promotedAt}`]),
    ...(refusal === null ? [] : [`  refused: ${refusal.code}: ${refusal.reason}`]),
    ...(promotion.rollbackAt === null
      ? []
      : [
          `  rolled back at ${promotion.rollbackAt} by ${promotion.rollbackBy ?? '?'}: ${promotion.rollbackReason ?? ''}`,
        ]),
    table(['check', 'passed', 'found', 'required'], certificate.checks.map(row)),
    `  certificate ${certificate.hash} by ${certificate.engineVersion}: ` +
      (valid
        ? 'made again from its evidence, it is the same'
        : `DOES NOT FOLLOW from its evidence (${differences.map(({ field }) => field).join(', ')})`),
  ].join('\n');
}
