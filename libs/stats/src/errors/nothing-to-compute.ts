/**
 * Why a field of a result is null: the data give nothing to compute. Never an error, NaN or a made-up zero.
 *
 * - `no-units`: an arm has no units (n = 0)
 * - `too-few-units`: a sample variance needs two units
 * - `too-few-arms`: a ratio of samples needs two arms with a weight
 * - `zero-variance`: the standard error is 0
 * - `zero-baseline`: a relative effect needs a control mean other than 0
 * - `zero-denominator`: a ratio needs a denominator whose sum is not 0
 */
export type NothingToCompute =
  'no-units' | 'too-few-units' | 'too-few-arms' | 'zero-variance' | 'zero-baseline' | 'zero-denominator';
