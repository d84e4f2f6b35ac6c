import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/build.mjs';

/** The commands under a heading of docs/operations.md, as they stand there. */
export const commandsOf = (heading) => {
  const text = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /```bash\n([\s\S]*?)```/.exec(section ?? '')?.[1];
  if (!block) throw new Error(`docs/operations.md has no commands under "${heading}"`);
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
};

/** Runs a command in a shell, shows what it prints, and fails where it does. @param show for what nobody should see */
export const run = async (command, env, show = (text) => process.stdout.write(text)) => {
  console.log(`$ ${command}`);
  const child = spawn('bash', ['-c', command], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    show(chunk);
  }
  const code = child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)));
  if (code !== 0) throw new Error(`"${command}" ended with ${code}`);
  return output;
};
