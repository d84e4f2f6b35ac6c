import { tiers } from './jest.preset.mjs';

export default { projects: tiers, testTimeout: 120_000 };
