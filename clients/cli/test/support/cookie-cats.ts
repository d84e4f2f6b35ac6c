import { exampleData } from './example-data.js';

/** The data set, or undefined where it is absent. */
export const cookieCatsFile = (): string | undefined => exampleData('cookie_cats.csv.gz');

export const IMPORT_COOKIE_CATS = [
  ...[
    '--experiment',
    'cookie_cats',
    '--unit',
    'userid',
    '--variant',
    'version',
    '--control',
    'gate_30',
    '--create',
  ],
  ...['--outcome', 'retention_7=retention_7', '--outcome', 'retention_1=retention_1'],
  ...['--outcome', 'sum_gamerounds=sum_gamerounds', '--start', '2016-01-01T00:00:00Z'],
];

/** What independent tools compute of the data set, to six significant digits. */
export const COOKIE_CATS = {
  units: { gate_30: 44_700, gate_40: 45_489 },
  srm: 0.00860799,
  retention_7: { means: [0.190201, 0.182], z: -3.16436, p: 0.00155425, interval: [-0.0132816, -0.00312104] },
  retention_1: { z: -1.78409, p: 0.0744097 },
  sum_gamerounds: { t: -0.885437, p: 0.375924 },
} as const;
