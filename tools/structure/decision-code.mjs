/** Everything that decides: by the name of the file, or the folder it lies in. */
const domain = [
  'libs/contracts/src/**/*.ts',
  'libs/bucketing/src/**/*.ts',
  'libs/stats/src/**/*.ts',
  'services/analytics/src/alerts/guardrails/**/*.ts',
  'services/analytics/src/engine/{state,statistics}/**/*.ts',
  'services/promotion/src/{certificate,eligibility}/**/*.ts',
  'services/rollout/src/{certificate,health,release-certificate,statistics}/**/*.ts',
  '**/*.decider.ts',
  '**/*.fold.ts',
];
/** What applies decisions to a store: it knows the store, and no clock either. */
const folding = [
  'services/analytics/src/engine/**/*.ts',
  'services/promotion/src/{evidence,promotion}/**/*.ts',
  'services/rollout/src/{counting,release,rollout}/**/*.ts',
  '**/*.projection.ts',
  '**/*.rules.ts',
];
const ignores = ['**/*.spec.ts', '**/test/**'];

const TIME = 'Time arrives as an argument.';
const RANDOMNESS = 'Randomness arrives as an argument.';
const ENVIRONMENT = 'What the process runs in is no part of a decision.';
/** Answers of these depend on the time zone or the language of the process. */
const LOCAL =
  '/^(toLocale\\w*|getTimezoneOffset|(get|set)(Hours|Minutes|Seconds|Milliseconds|Date|Day|Month|FullYear))$/';

const forbidden = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));

const timeless = {
  'no-restricted-globals': [
    'error',
    ...['process', 'global', 'globalThis', 'crypto', 'fetch', 'performance'],
    ...['queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'],
  ],
  'no-restricted-syntax': [
    'error',
    ...forbidden(
      TIME,
      "MemberExpression[object.name='Date'][property.name='now']",
      "MemberExpression[object.name='Date'][property.value='now']",
      "VariableDeclarator[init.name='Date'] Property[key.name='now']",
      "NewExpression[callee.name='Date'][arguments.length=0]",
      "CallExpression[callee.name='Date']",
    ),
    ...forbidden(
      RANDOMNESS,
      "MemberExpression[object.name='Math'][property.name='random']",
      "MemberExpression[object.name='Math'][property.value='random']",
      "VariableDeclarator[init.name='Math'] Property[key.name='random']",
    ),
    ...forbidden(
      ENVIRONMENT,
      'ImportExpression',
      "MetaProperty[meta.name='import']",
      `CallExpression > MemberExpression.callee[property.name=${LOCAL}]`,
    ),
  ],
};

/** Decision code sees no clock, no randomness, no environment and no framework: facts arrive as arguments. */
export const decisionCode = [
  { files: [...domain, ...folding], ignores, rules: timeless },
  {
    files: domain,
    ignores,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'node:crypto', allowImportNames: ['createHash'], message: RANDOMNESS }],
          patterns: [
            {
              regex: '^(@nestjs/|fastify$|kafkajs$|pg$|pg-|ioredis$|typeorm$|rxjs|node:(?!crypto$))',
              message: 'Decision code knows no framework, no store and no log.',
            },
          ],
        },
      ],
    },
  },
];
