import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** Rule → an import that breaks it. A rule without a case here fails the last test. */
const VIOLATIONS: Record<string, { file: string; code: string }> = {
  'room:lib/contract': { file: 'lib/contract/v.ts', code: `import '../shared/target.ts';` },
  'room:lib/shared': { file: 'lib/shared/v.ts', code: `import '../client/target.ts';` },
  'room:lib/client': { file: 'lib/client/v.ts', code: `import '../../components/target.ts';` },
  'room:lib/bff': { file: 'lib/bff/v.ts', code: `import '../client/target.ts';` },
  'room:components/ui': { file: 'components/ui/v.ts', code: `import '../../lib/contract/target.ts';` },
  'room:components': { file: 'components/chat/v.ts', code: `import '../../lib/bff/target.ts';` },
  'room:app': { file: 'app/v.ts', code: `import '../lib/bff/target.ts';` },
  'room:server.ts': { file: 'server.ts', code: `import './lib/client/target.ts';` },
  'room:orchestrator/core': { file: 'orchestrator/core/v.ts', code: `import '../runs/target.ts';` },
  'room:orchestrator/runs': {
    file: 'orchestrator/runs/v.ts',
    code: `import type { T } from '../store/target.ts';\nexport type V = T;`,
  },
  'room:orchestrator/agents': { file: 'orchestrator/agents/v.ts', code: `import '../tools/target.ts';` },
  'room:orchestrator/approvals': { file: 'orchestrator/approvals/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/engine': { file: 'orchestrator/engine/v.ts', code: `import '../models/target.ts';` },
  'room:orchestrator/models': { file: 'orchestrator/models/v.ts', code: `import '../tools/target.ts';` },
  'room:orchestrator/knowledge': { file: 'orchestrator/knowledge/v46.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/tools': { file: 'orchestrator/tools/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/store': { file: 'orchestrator/store/v.ts', code: `import '../bus/target.ts';` },
  'room:orchestrator/files': { file: 'orchestrator/files/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/speech': { file: 'orchestrator/speech/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/bus': { file: 'orchestrator/bus/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/observability': { file: 'orchestrator/observability/v.ts', code: `import '../http/target.ts';` },
  'room:orchestrator/keys': { file: 'orchestrator/keys/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/http': { file: 'orchestrator/http/v.ts', code: `import '../store/target.ts';` },
  'room:orchestrator/config': { file: 'orchestrator/config/v.ts', code: `import '../core/target.ts';` },
  'room:orchestrator/main.ts': { file: 'orchestrator/main.ts', code: `import '../lib/bff/target.ts';` },
  'room:orchestrator/start-backend.ts': { file: 'orchestrator/start-backend.ts', code: `import '../lib/bff/target.ts';` },
  'room:orchestrator/create-agent-stack.ts': {
    file: 'orchestrator/create-agent-stack.ts',
    code: `import '../lib/bff/target.ts';`,
  },
  'vendor:@openai/agents': { file: 'orchestrator/runs/v1.ts', code: `import '@openai/agents';` },
  'vendor:@deepgram/sdk': { file: 'orchestrator/speech/v14.ts', code: `import '@deepgram/sdk';` },
  'vendor:openai': { file: 'orchestrator/engine/v2.ts', code: `import type { OpenAI } from 'openai';\nexport type V = OpenAI;` },
  'vendor:fastify': { file: 'lib/bff/v3.ts', code: `import 'fastify';` },
  'vendor:prom-client': { file: 'orchestrator/http/v4.ts', code: `import 'prom-client';` },
  'vendor:pino': { file: 'orchestrator/http/v5.ts', code: `import 'pino';` },
  'vendor:drizzle-orm': { file: 'orchestrator/runs/v6.ts', code: `import 'drizzle-orm';` },
  'vendor:@aws-sdk': { file: 'orchestrator/files/v30.ts', code: `import '@aws-sdk/client-s3';` },
  'vendor:@fastify/busboy': { file: 'orchestrator/files/v31.ts', code: `import '@fastify/busboy';` },
  'vendor:file-type': { file: 'orchestrator/http/v32.ts', code: `import 'file-type';` },
  'vendor:pg': { file: 'orchestrator/runs/v7.ts', code: `import type { Pool } from 'pg';\nexport type V = Pool;` },
  'vendor:@electric-sql': { file: 'orchestrator/runs/v8.ts', code: `import '@electric-sql/pglite';` },
  'vendor:ioredis': { file: 'orchestrator/http/v9.ts', code: `import 'ioredis';` },
  'vendor:httpxy': { file: 'orchestrator/http/v10.ts', code: `import 'httpxy';` },
  'vendor:iron-session': { file: 'orchestrator/http/v11.ts', code: `import 'iron-session';` },
  'vendor:zod-openapi': { file: 'lib/contract/v12.ts', code: `import 'zod-openapi';` },
  'vendor:decimal.js': { file: 'orchestrator/runs/v47.ts', code: `import 'decimal.js';` },
  'vendor:rrule': { file: 'orchestrator/runs/v25.ts', code: `import 'rrule';` },
  'vendor:linkedom': { file: 'orchestrator/tools/v26.ts', code: `import 'linkedom';` },
  'vendor:unpdf': { file: 'orchestrator/tools/v27.ts', code: `import 'unpdf';` },
  'vendor:officeparser': { file: 'orchestrator/http/v40.ts', code: `import 'officeparser';` },
  'vendor:read-excel-file': { file: 'orchestrator/http/v41.ts', code: `import 'read-excel-file/node';` },
  'vendor:tesseract.js': { file: 'orchestrator/http/v42.ts', code: `import 'tesseract.js';` },
  'vendor:@napi-rs/canvas': { file: 'orchestrator/http/v43.ts', code: `import '@napi-rs/canvas';` },
  'vendor:postal-mime': { file: 'orchestrator/http/v44.ts', code: `import 'postal-mime';` },
  'vendor:yauzl': { file: 'orchestrator/http/v45.ts', code: `import 'yauzl';` },
  'vendor:pyodide': { file: 'orchestrator/engine/v28.ts', code: `import 'pyodide';` },
  'vendor:quickjs-emscripten-core': { file: 'orchestrator/engine/v29.ts', code: `import 'quickjs-emscripten-core';` },
  'vendor:@ricky0123/vad-web': { file: 'components/chat/v30.ts', code: `import '@ricky0123/vad-web/dist/frame-processor.js';` },
  'vendor:onnxruntime-web': {
    file: 'components/chat/v31.ts',
    code: `import type { Tensor } from 'onnxruntime-web/wasm';\nexport type V = Tensor;`,
  },
  'vendor:next': { file: 'lib/shared/v13.ts', code: `import 'next/navigation.js';` },
  'vendor:react': { file: 'lib/shared/v14.ts', code: `import 'react';` },
  'contract-is-zod-alone': { file: 'lib/contract/v15.ts', code: `import 'nanoid';` },
  'browser-without-node': { file: 'components/chat/v16.ts', code: `import 'node:fs';` },
  'browser-and-orchestrator-apart': { file: 'lib/client/v17.test.ts', code: `import '../../orchestrator/core/target.ts';` },
  'orchestrator-and-browser-apart': { file: 'orchestrator/http/v18.test.ts', code: `import '../../lib/client/target.ts';` },
  'product-without-tests': { file: 'orchestrator/http/v19.ts', code: `import '../../e2e/target.ts';` },
  'no-dev-dependency': { file: 'orchestrator/tools/v20.ts', code: `import 'vitest';` },
  'no-cycle': { file: 'orchestrator/tools/v21.ts', code: `import type { T } from './v22.ts';\nexport type V = T;` },
  'no-unresolvable': { file: 'orchestrator/tools/v23.ts', code: `import './absent.ts';` },
  'no-orphan': { file: 'orchestrator/tools/v24.ts', code: 'export const alone = 1;' },
};

const FOLDERS = [
  ...['lib/contract', 'lib/shared', 'lib/client', 'lib/bff', 'components', 'e2e'],
  ...['core', 'runs', 'store', 'bus', 'models', 'tools', 'http'].map((room) => `orchestrator/${room}`),
];

type Violation = { rule: { name: string }; from: string };

let tree = '';

async function put(file: string, code: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true });
  await writeFile(join(tree, file), `${code}\n`);
}

function cruise(): Promise<{ violations: Violation[]; rules: string[] }> {
  const cli = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    cli,
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    'lib',
    'components',
    'app',
    'orchestrator',
    'server.ts',
    'e2e',
  ];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 64e6 }, (error, stdout) => {
      if (stdout === '') return fail(error);
      const { summary } = JSON.parse(stdout) as {
        summary: { violations: Violation[]; ruleSetUsed: { forbidden: { name: string }[] } };
      };
      done({ violations: summary.violations, rules: summary.ruleSetUsed.forbidden.map((rule) => rule.name) });
    });
  });
}

describe('dependency-cruiser rules', () => {
  let found: { violations: Violation[]; rules: string[] };

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'cartrita-rules-'));
    for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) await cp(join(ROOT, file), join(tree, file));
    await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const folder of FOLDERS) await put(`${folder}/target.ts`, 'export type T = 1;');
    await put('orchestrator/tools/v22.ts', `import type { V } from './v21.ts';\nexport type T = V;`);
    await put('orchestrator/runs/allowed.ts', `import '../core/target.ts';\nimport '../../lib/contract/target.ts';`);
    for (const { file, code } of Object.values(VIOLATIONS)) await put(file, code);
    found = await cruise();
  });
  afterAll(() => rm(tree, { recursive: true, force: true }));

  it.each(Object.entries(VIOLATIONS))('%s is broken by an injected import', (rule, { file }) => {
    expect(found.violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(
      rule,
    );
  });

  it('lets an allowed import pass', () => {
    expect(found.violations.filter((violation) => violation.from === 'orchestrator/runs/allowed.ts')).toEqual([]);
  });

  it('has a case for every rule', () => {
    expect(found.rules.filter((rule) => !(rule in VIOLATIONS))).toEqual([]);
  });
});
