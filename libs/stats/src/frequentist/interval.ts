/** Lower and upper end. */
export type Interval = readonly [lower: number, upper: number];

/** 0.975 quantile of the normal distribution: the z of a two-sided 95 % interval. */
export const Z_95 = 1.959963984540054;

export const intervalAround = (centre: number, halfWidth: number): Interval => [
  centre - halfWidth,
  centre + halfWidth,
];
