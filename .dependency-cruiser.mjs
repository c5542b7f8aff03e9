const BOTH_SIDES = ['lib/contract', 'lib/shared'];
const PORTS = ['orchestrator/core', ...BOTH_SIDES];

// The import table of docs/architecture.md. One line a room: which rooms it may see besides itself.
const ROOMS = {
  'lib/contract': [],
  'lib/shared': ['lib/contract'],
  'lib/client': BOTH_SIDES,
  'lib/bff': BOTH_SIDES,
  'components/ui': ['lib/shared', 'lib/client'],
  components: [...BOTH_SIDES, 'lib/client'],
  app: [...BOTH_SIDES, 'lib/client', 'components'],
  'server.ts': [...BOTH_SIDES, 'lib/bff'],
  'orchestrator/core': BOTH_SIDES,
  'orchestrator/runs': PORTS,
  'orchestrator/agents': PORTS,
  'orchestrator/approvals': PORTS,
  'orchestrator/engine': PORTS,
  'orchestrator/models': PORTS,
  'orchestrator/tools': PORTS,
  'orchestrator/store': PORTS,
  'orchestrator/files': PORTS,
  'orchestrator/knowledge': PORTS,
  'orchestrator/speech': PORTS,
  'orchestrator/bus': PORTS,
  'orchestrator/observability': PORTS,
  'orchestrator/keys': [...PORTS, 'orchestrator/config'],
  'orchestrator/http': [...PORTS, 'orchestrator/runs', 'orchestrator/keys'],
  'orchestrator/config': BOTH_SIDES,
  'orchestrator/main.ts': [...BOTH_SIDES, 'orchestrator'],
  'orchestrator/start-backend.ts': [...BOTH_SIDES, 'orchestrator'],
  // The half of main that loads while the database starts.
  'orchestrator/create-agent-stack.ts': [...BOTH_SIDES, 'orchestrator'],
};

// Packages that only one place may know, so that replacing one of them is a change in one place.
const VENDORS = {
  '@openai/agents': ['orchestrator/engine'],
  '@deepgram/sdk': ['orchestrator/speech/deepgram'],
  openai: ['orchestrator/models'],
  fastify: ['orchestrator/http'],
  'prom-client': ['orchestrator/observability'],
  pino: ['orchestrator/observability', 'lib/bff'],
  'drizzle-orm': ['orchestrator/store'],
  pg: ['orchestrator/store', 'orchestrator/bus'],
  '@electric-sql': ['orchestrator/store'],
  ioredis: ['orchestrator/bus'],
  '@aws-sdk': ['orchestrator/store/blobs'],
  '@fastify/busboy': ['orchestrator/http'],
  'file-type': ['orchestrator/files', 'orchestrator/knowledge'],
  httpxy: ['lib/bff'],
  'iron-session': ['lib/bff'],
  'zod-openapi': ['lib/contract/openapi.ts'],
  rrule: ['lib/shared'],
  'decimal.js': ['lib/shared/calculator'],
  linkedom: ['orchestrator/tools/web'],
  unpdf: ['orchestrator/tools/web'],
  officeparser: ['orchestrator/knowledge/extract'],
  'read-excel-file': ['orchestrator/knowledge/extract'],
  'tesseract.js': ['orchestrator/knowledge/extract'],
  '@napi-rs/canvas': ['orchestrator/knowledge/extract'],
  'postal-mime': ['orchestrator/knowledge/extract'],
  yauzl: ['orchestrator/knowledge/extract'],
  '@ricky0123/vad-web': ['lib/client/voice'],
  'onnxruntime-web': ['lib/client/voice'],
  pyodide: ['orchestrator/tools/code'],
  'quickjs-emscripten-core': ['orchestrator/tools/code'],
  next: ['app', 'components', 'lib/client', 'next.config.ts'],
  react: ['app', 'components', 'lib/client'],
};

const OURS = '^(app|components|lib|orchestrator|bench|e2e|scripts)/|^server\\.ts$';
const PRODUCT = '^(app|components|lib|orchestrator)/|^server\\.ts$';
// Tests drive real neighbours and stand-ins; what they may see is not limited by rooms, only by the browser/server border.
const TESTS = '\\.test\\.tsx?$|/test-kit\\.ts$|/fixtures/|/testing/';

const escapeDots = (text) => text.replaceAll('.', '\\.');
const inside = (room) => (room.endsWith('.ts') ? `^${escapeDots(room)}$` : `^${escapeDots(room)}/`);
const packageOf = (name) => `(^|/)node_modules/(@types/)?${escapeDots(name)}/`;

const roomRules = Object.entries(ROOMS).map(([room, seen]) => ({
  name: `room:${room}`,
  comment: `${room} may import itself${seen.length > 0 ? `, ${seen.join(', ')}` : ''} and packages`,
  severity: 'error',
  from: { path: inside(room), pathNot: room === 'components' ? [TESTS, inside('components/ui')] : [TESTS] },
  to: { path: OURS, pathNot: [room, ...seen].map(inside) },
}));

const vendorRules = Object.entries(VENDORS).map(([name, homes]) => ({
  name: `vendor:${name}`,
  comment: `only ${homes.join(' and ')} may know ${name}`,
  severity: 'error',
  from: { path: PRODUCT, pathNot: [...homes.map(inside), TESTS] },
  to: { path: packageOf(name) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    ...vendorRules,
    {
      name: 'contract-is-zod-alone',
      severity: 'error',
      from: { path: '^lib/contract/', pathNot: TESTS },
      to: { pathNot: ['^lib/contract/', packageOf('zod'), packageOf('zod-openapi')] },
    },
    {
      name: 'browser-without-node',
      comment: 'what runs in the browser uses no built-in of Node',
      severity: 'error',
      from: { path: '^(components|lib/client|lib/shared|lib/contract)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-and-orchestrator-apart',
      comment: 'holds for tests too',
      severity: 'error',
      from: { path: '^(app|components|lib)/' },
      to: { path: '^orchestrator/' },
    },
    {
      name: 'orchestrator-and-browser-apart',
      comment: 'holds for tests too',
      severity: 'error',
      from: { path: '^orchestrator/' },
      to: { path: '^(app|components|lib/client|lib/bff)/' },
    },
    {
      name: 'product-without-tests',
      comment: 'product code imports no test, stand-in, script or benchmark',
      severity: 'error',
      from: { path: PRODUCT, pathNot: TESTS },
      to: { path: [TESTS, '^(e2e|bench|scripts)/'] },
    },
    {
      name: 'no-dev-dependency',
      comment: 'product code runs without dev dependencies',
      severity: 'error',
      from: { path: PRODUCT, pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: packageOf('@types') },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-orphan',
      severity: 'error',
      from: {
        orphan: true,
        path: PRODUCT,
        // Next finds pages by their place; one is given to Next by name (`--import`), two to an interpreter as text.
        pathNot: [
          TESTS,
          '\\.d\\.ts$',
          '^app/',
          '^lib/bff/end-with-parent\\.ts$',
          '^orchestrator/tools/code/guest/(?:prelude|intl)\\.js$',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|data|migrations)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
