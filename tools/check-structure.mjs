// Part of npm run lint: no import cycles, no two bodies of one name, and declared dependencies = project references = what
// is imported.
import { bodyProblems } from './structure/body-names.mjs';
import { cyclesIn } from './structure/cycles.mjs';
import { dependencyProblems } from './structure/dependencies.mjs';
import { readProjects } from './structure/projects.mjs';

const projects = readProjects();
const fileGraph = new Map(
  projects.flatMap((project) => project.files.map((file) => [file.path, file.imports])),
);
const projectGraph = new Map(projects.map((project) => [project.name, project.used.source]));

const problems = [
  ...cyclesIn(fileGraph).map((cycle) => `import cycle: ${cycle.join(' → ')}`),
  ...cyclesIn(projectGraph).map((cycle) => `cycle of projects: ${cycle.join(' → ')}`),
  ...bodyProblems(projects),
  ...projects.flatMap((project) => dependencyProblems(project, projects)),
];

for (const problem of problems) console.error(problem);
console.log(`structure: ${projects.length} projects, ${fileGraph.size} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
