// Loaded with the whole library; clients that count bytes load it when a definition is a release.
import { evaluateRelease, releaseInput } from './evaluation/evaluate-release.js';
import { useReleases } from './evaluation/release-engine.js';

useReleases((release, input, snapshot) => evaluateRelease(release, releaseInput(release, input, snapshot)));
