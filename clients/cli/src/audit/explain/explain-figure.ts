import { UsageError } from '../../errors/usage.error.js';
import type { ReportOptions } from '../../report/report.command.js';
import { reportCommand } from '../../report/report.command.js';
import type { Terminal } from '../../terminal/terminal.js';

export interface FigureOptions extends ReportOptions {
  readonly unit?: string;
  readonly variant?: string;
}

/** Tells where a figure comes from: of a variant its sums by day, of a unit the events that make its value. */
export async function explainFigure(
  terminal: Terminal,
  experiment: string,
  options: FigureOptions,
): Promise<number> {
  const { unit, variant } = options;
  if ((unit === undefined) === (variant === undefined))
    throw new UsageError('say whose figure: either --variant KEY or --unit UNIT');
  return reportCommand(terminal, { key: experiment, view: 'explain-metric' }, options);
}
