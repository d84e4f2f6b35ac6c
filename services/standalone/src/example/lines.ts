import type { Eligibility, MetricVariant, Promotion, Report } from './answers.js';

const percent = (share: number | null, digits = 1): string =>
  share === null ? '–' : `${(share * 100).toFixed(digits)} %`;

const ofVariant = ({ variant, units, conversions, mean }: MetricVariant): string =>
  `${variant} ${String(conversions ?? 0)} of ${String(units)} (${percent(mean)})`;

/** One line about the primary metric; undefined while nobody has been counted. */
export function reportLine(report: Report): string | undefined {
  const primary = report.metrics.find(({ isPrimary }) => isPrimary);
  if (primary === undefined || primary.variants.every(({ units }) => units === 0)) return undefined;
  const compared = primary.variants.find(({ comparison }) => comparison !== null)?.comparison;
  const p = compared?.sequential.pValue;
  const against = compared
    ? `, lift ${percent(compared.lift)}, always-valid p ${p === null || p === undefined ? '–' : p.toPrecision(2)}`
    : '';
  return `report      ${primary.key}: ${primary.variants.map(ofVariant).join(', ')}${against}`;
}

export function waitingLine({ checks }: Eligibility): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return `decision    not yet: ${failed.join(', ')}`;
}

export function decisionLine(promotion: Promotion): string {
  const { promotedVariantName, confidence, improvement, status } = promotion;
  const sure = confidence === null ? '–' : confidence.toFixed(2);
  const better = improvement === null ? '–' : improvement.toFixed(1);
  return (
    `decision    ${promotedVariantName} is promoted (${status}): ` +
    `confidence ${sure} % (by the smallest p of all looks), improvement ${better} % over control`
  );
}
