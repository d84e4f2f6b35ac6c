import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;

// Sources are ESM at run time; inside Jest everything (ours and the ESM-only dependencies) is compiled to
// CommonJS, because Jest can require() ES modules only from Node 24.9 on.
const esmOnly = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'uuid',
  'jose',
  'cockatiel',
  'lru-cache',
];

const tier = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@assay/source', 'node', 'node-addons'] },
  transform: { '^.+\\.(ts|m?js)$': ['@swc/jest', { ...swc, swcrc: false, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: [
    `<rootDir>/{libs,services,clients}/*/{src,test}/**/*.${name}.spec.ts`,
    `<rootDir>/{tools,deploy}/**/*.${name}.spec.mjs`,
  ],
  modulePathIgnorePatterns: ['/dist/', '/out-tsc/', '/\\.services/', '/\\.assay/'],
  ...extra,
});

const services = {
  globalSetup: '<rootDir>/libs/testing/src/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.mjs',
};

/** One Jest project for each tier: pure code, one part against real services, a booted system over HTTP. */
export const tiers = [tier('unit'), tier('int', services), tier('e2e', services)];
