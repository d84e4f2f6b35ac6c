/** One cycle for each group of nodes that can reach each other, in the order in which they import. */
export const cyclesIn = (graph) => {
  const done = new Set();
  const cycles = [];
  const path = [];
  const visit = (node) => {
    if (path.includes(node)) return void cycles.push([...path.slice(path.indexOf(node)), node]);
    if (done.has(node)) return;
    path.push(node);
    for (const next of graph.get(node) ?? []) if (graph.has(next)) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return cycles;
};
