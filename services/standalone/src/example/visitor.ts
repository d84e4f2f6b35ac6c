/** How the simulated visitors behave in each variant: shares of them that do something. */
const BEHAVIOUR: Readonly<Record<string, { readonly addToCart: number; readonly purchase: number }>> = {
  grey: { addToCart: 0.22, purchase: 0.1 },
  green: { addToCart: 0.3, purchase: 0.17 },
};

export interface Visitor {
  readonly unit: string;
  /** What this visitor does after having seen a variant. */
  actions(variant: string): readonly Action[];
}

export interface Action {
  readonly type: 'add_to_cart' | 'purchase';
  /** Decimal text. */
  readonly value?: string;
}

/**
 * The visitor with this number: the same every time. One draw decides how willing a visitor is, so that the same
 * visitor does at least as much in the better variant.
 */
export function visitor(number: number): Visitor {
  const draw = draws(number);
  const willing = draw();
  const basket = (5 + Math.floor(draw() * 9_500) / 100).toFixed(2);
  return {
    unit: `visitor-${String(number).padStart(5, '0')}`,
    actions: (variant) => {
      const { addToCart, purchase } = BEHAVIOUR[variant] ?? { addToCart: 0, purchase: 0 };
      if (willing < purchase) return [{ type: 'add_to_cart' }, { type: 'purchase', value: basket }];
      return willing < addToCart ? [{ type: 'add_to_cart' }] : [];
    },
  };
}

/** Uniform draws from [0, 1) that depend on the seed alone (the generator known as mulberry32). */
function draws(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
