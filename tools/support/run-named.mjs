import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, buildableProjects, root } from './build.mjs';
import { runForwarding } from './run-forwarding.mjs';

const namesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.mjs'))
        .map((file) => file.slice(0, -'.mjs'.length))
        .sort()
    : [];

/** Runs `tools/<kind>/<name>.mjs`: the one that is named on the command line with its arguments, else all of them. */
export const runNamed = async (kind) => {
  const folder = join(root, 'tools', kind);
  const names = namesIn(folder);
  const [wanted, ...rest] = process.argv.slice(2);
  if (wanted === '--help' || (wanted !== undefined && !names.includes(wanted))) {
    console.log(`Usage: npm run ${kind} [NAME] [-- ARGUMENTS]\nThere are: ${names.join(', ')}`);
    return wanted === '--help' ? 0 : 2;
  }
  build(buildableProjects());
  let failures = 0;
  for (const name of wanted === undefined ? names : [wanted]) {
    console.log(`\n${kind}: ${name}`);
    if ((await runForwarding([join(folder, `${name}.mjs`), ...rest])) !== 0) failures += 1;
  }
  return failures === 0 ? 0 : 1;
};
