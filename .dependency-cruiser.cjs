/**
 * Imports go one way, down the pipeline; type-only imports count too. A line of this list may import everything in the
 * lines before it, and its own folder; folders on one line are peers and do not import one another.
 */
const layers = [
  ["errors.ts"],
  ["host"],
  ["cuda"],
  ["tfjs"],
  ["units"],
  ["check"],
  ["random"],
  ["equations"],
  ["integrate"],
  ["model"],
  ["catalog"],
  ["program"],
  ["spikes"],
  ["encode"],
  ["backend"],
  ["simulate"],
  ["analysis", "learning", "data", "plot"],
  ["eth"],
  ["sweep"],
  ["notebook"],
  ["cli"],
  ["browser.ts"],
  ["index.ts"],
];

const anyOf = (names) => `^src/(${names.map((name) => name.replace(".", "\\.")).join("|")})(/|$)`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const downThePipeline = layers.flatMap((layer, i) =>
  layer.map((name) => {
    const others = [...layer.filter((peer) => peer !== name), ...layers.slice(i + 1).flat()];
    return others.length === 0
      ? []
      : forbid(
          `${name.replace(".ts", "")}-imports-downwards`,
          `src/${name} may import only what comes before it in the pipeline (docs/architecture.md)`,
          { path: anyOf([name]) },
          { path: anyOf(others) },
        );
  }),
);

module.exports = {
  forbidden: [
    ...downThePipeline.flat(),
    forbid(
      "backends-apart",
      "a backend shares only the files directly in src/backend/ with another",
      { path: "^src/backend/([^/]+)/" },
      { path: "^src/backend/", pathNot: ["^src/backend/$1/", "^src/backend/[^/]+$"] },
    ),
    forbid(
      "known-folders",
      "a new folder needs its place in the pipeline first",
      { path: "^src/" },
      {
        path: "^src/",
        pathNot: anyOf(layers.flat()),
      },
    ),
    forbid(
      "known-folders-import",
      "a new folder needs its place in the pipeline first",
      {
        path: "^src/",
        pathNot: anyOf(layers.flat()),
      },
      {},
    ),
    forbid("no-cycles", "files that import each other in a circle", {}, { circular: true }),
    forbid(
      "only-src",
      "the package does not carry files outside src",
      { path: "^src/" },
      { dependencyTypes: ["local"], pathNot: "^src/" },
    ),
    forbid(
      "no-dev-dependencies",
      "not installed with the package",
      { path: "^src/" },
      {
        dependencyTypes: ["npm-dev", "npm-no-pkg"],
        // Packages that a user installs where they are wanted; the clone has them for the tests.
        dependencyTypesNot: ["npm-peer"],
        pathNot: "node_modules/@types/",
      },
    ),
    forbid("resolvable", "no such file or package", { path: "^src/" }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
