// Which room may import which: the arrows of docs/architecture.md, checked by dependency-cruiser in `npm run lint`.
const order = [
  ['kernel', '^machines/kernel/'],
  ['machines', '^machines/(?!kernel/)'],
  ['events', '^events/'],
  ['memory', '^src/memory/'],
  ['testing', '^src/testing/'],
  ['timeline', '^src/timeline/'],
  ['sources', '^src/sources/'],
  ['stores', '^src/stores/'],
  ['check', '^src/check/'],
  ['exports', '^src/exports/'],
  ['actions', '^src/actions/'],
  ['web', '^src/web/'],
  ['server', '^src/server/'],
  ['cli', '^src/cli/'],
];

const upward = order.flatMap(([name, path], floor) =>
  order.slice(floor + 1).map(([above, abovePath]) => ({
    name: `${name}-never-imports-${above}`,
    severity: 'error',
    from: { path },
    to: { path: abovePath },
  })),
);

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'ground-floor-is-pure',
      comment: 'machines/ and events/ have no file, clock, network or process: they run unchanged in a browser',
      severity: 'error',
      from: { path: '^(machines|events)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'memory-is-pure',
      severity: 'error',
      from: { path: '^src/(memory|timeline)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'words-belong-to-no-face',
      comment: 'what a session answers is the same in a terminal and in a browser: no Node, and no file opened here',
      severity: 'error',
      from: { path: '^src/actions/(debugger|answers|text|diagram)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'words-open-nothing',
      severity: 'error',
      from: { path: '^src/actions/(debugger|answers|text|diagram)/' },
      to: { path: '^src/(sources/(?!scenario/)|stores/|actions/verbs/)|^src/actions/source[.]ts$' },
    },
    {
      name: 'the-page-runs-in-a-browser',
      comment: 'what src/web/ imports is in the page: no Node, and no room that reads files',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-page-reads-no-files',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(stores|sources/(?!scenario/)|cli|server)/', reachable: true },
    },
    {
      name: 'no-faces-in-faces',
      comment: 'the server sends the built page as files; it imports nothing of it',
      severity: 'error',
      from: { path: '^src/(server|cli)/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'no-test-code-in-the-house',
      severity: 'error',
      from: { path: '^(machines|events|src/(?!testing/))' },
      to: { path: '^(test|src/testing)/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
