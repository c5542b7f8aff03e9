import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { ERROR_TABLE, type ErrorCode } from './errors.ts';
import { errorBody, runEvent } from './events.ts';
import { fileEvent } from './files.ts';
import { healthResponse } from './health.ts';
import type { Access, Operation } from './operations/operation.ts';
import { OPERATIONS, SOCKET_PATH } from './operations.ts';
import { socketControl, socketRequest } from './socket.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** What any operation of an access can answer, besides its own codes. */
const COMMON_ERRORS: readonly ErrorCode[] = ['BAD_REQUEST', 'INVALID_HOST', 'INTERNAL'];
const ACCESS_ERRORS: Record<Access, readonly ErrorCode[]> = {
  public: [],
  metrics: ['UNAUTHENTICATED', 'FORBIDDEN'],
  chat: ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'NOT_READY'],
  admin: ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'NOT_READY'],
};
const BODY_ERRORS: readonly ErrorCode[] = ['INVALID_JSON', 'REQUEST_TIMEOUT', 'TOO_LARGE', 'UNSUPPORTED_TYPE'];

const SECURITY = [{ apiKey: [] }, { bearer: [] }];

const STREAM_DESCRIPTION =
  'Server-sent events. Each has `id: <run_id>.<epoch>.<seq>` and one `data:` line: a `RunEvent` as JSON. The last two are exactly one ' +
  '`run.finished` and `data: [DONE]`. A comment `: ping` comes at least every 15 seconds. With `Last-Event-ID` the stream goes on ' +
  'after that event.';

function errorResponses(operation: Operation): ZodOpenApiResponsesObject {
  const codes = new Set<ErrorCode>([
    ...COMMON_ERRORS,
    ...ACCESS_ERRORS[operation.access],
    ...(operation.body || operation.upload ? BODY_ERRORS : []),
    ...(operation.query ? (['TOO_LARGE'] as const) : []),
    ...(operation.errors ?? []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_TABLE[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${ERROR_TABLE[code].publicMessage}`).join(' '),
        content: { 'application/json': { schema: errorBody } },
      },
    ]),
  );
}

const fileStream = {
  description: 'Server-sent events: each `data:` line is a `FileEvent`; after `file.finished` comes `data: [DONE]`',
  content: { 'text/event-stream': { schema: fileEvent } },
};

function toUploadBody({ fields, many }: NonNullable<Operation['upload']>): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  const file = { type: 'string', format: 'binary' } as const;
  const [field] = fields;
  const schema = {
    type: 'object' as const,
    properties: { [field]: many ? { type: 'array' as const, items: file } : file },
    required: [field],
  };
  return { required: true, content: { 'multipart/form-data': { schema } } };
}

function successResponses({ success, resumable }: Operation): ZodOpenApiResponsesObject {
  const stream = { 'text/event-stream': { schema: runEvent } };
  const nothingLeft = resumable ? { '204': { description: 'The run is over and everything was delivered before.' } } : {};
  switch (success.kind) {
    case 'json':
      return { [success.status]: { description: 'Success', content: { 'application/json': { schema: success.schema } } } };
    case 'sse':
      if (success.events === 'file') return { '200': fileStream };
      return { '200': { description: STREAM_DESCRIPTION, content: stream }, ...nothingLeft };
    case 'json-or-sse':
      return {
        '200': {
          description: `The answer as JSON, or with \`stream: true\`: ${STREAM_DESCRIPTION}`,
          content: { 'application/json': { schema: success.schema }, ...stream },
        },
        ...nothingLeft,
      };
    case 'bytes':
      return {
        '200': {
          description: 'The file, as an attachment',
          content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
        },
      };
    case 'empty':
      return { '204': { description: 'Success' } };
    case 'text':
      return {
        '200': {
          description: 'Success',
          content: Object.fromEntries(success.mediaTypes.map((type) => [type, { schema: { type: 'string' } }])),
        },
      };
  }
}

const TOKEN_HEADER = { type: 'string', pattern: '^[A-Za-z0-9._:@/+=-]{1,128}$' } as const;

function headerParameters(operation: Operation): NonNullable<ZodOpenApiOperationObject['parameters']> {
  return [
    {
      name: 'X-Request-ID',
      in: 'header',
      schema: TOKEN_HEADER,
      description: 'Comes back on the answer and is on every log line; made when absent',
    },
    ...(operation.idempotent
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header' as const,
            schema: TOKEN_HEADER,
            description: operation.upload
              ? 'The same key with the same files gives those of the first time, as long as they are there'
              : 'The same key with the same request names the same run, for at least 24 hours',
          },
        ]
      : []),
    ...(operation.resumable
      ? [
          {
            name: 'Last-Event-ID',
            in: 'header' as const,
            schema: { type: 'string' as const },
            description: 'Attach to the run of this event and go on after it; no run is started',
          },
        ]
      : []),
  ];
}

function toOpenApiOperation(id: string, operation: Operation): ZodOpenApiOperationObject {
  return {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    parameters: headerParameters(operation),
    requestParams: {
      ...(operation.params ? { path: operation.params } : {}),
      ...(operation.query ? { query: operation.query } : {}),
    },
    ...(operation.upload ? { requestBody: toUploadBody(operation.upload) } : {}),
    ...(operation.body ? { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } } : {}),
    responses: { ...successResponses(operation), ...errorResponses(operation) },
    ...security(operation.access),
  };
}

function security(access: Access): Pick<ZodOpenApiOperationObject, 'security'> {
  if (access === 'public') return { security: [] };
  return { security: access === 'metrics' ? [...SECURITY, { metricsToken: [] }, {}] : SECURITY };
}

/** OpenAPI 3.1 document of `OPERATIONS`. Pure; the same for the same version. */
export function toOpenApi(version: string): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, operation] of Object.entries(OPERATIONS) as [string, Operation][]) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: toOpenApiOperation(id, operation) };
  }
  const unhealthy = { description: 'Unhealthy: the same body', content: { 'application/json': { schema: healthResponse } } };
  for (const path of [OPERATIONS.health.path, OPERATIONS.apiHealth.path]) {
    const responses = paths[path]?.get?.responses;
    if (responses) responses['503'] = unhealthy;
  }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Cartrita AI OS',
      version,
      description:
        `Chat with a supervisor and its specialist agents. Runs belong to the server: a disconnect does not cancel them. ` +
        `The same events are available over the WebSocket \`${SOCKET_PATH}\` (schemas \`SocketRequest\` and \`SocketControl\`).`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(OPERATIONS).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { RunEvent: runEvent, SocketRequest: socketRequest, SocketControl: socketControl, Error: errorBody },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer', description: 'The API key as a bearer token' },
        metricsToken: {
          type: 'http',
          scheme: 'bearer',
          description: '`METRICS_TOKEN`; not needed while everything is bound to loopback',
        },
      },
    },
  } satisfies ZodOpenApiObject;
  return createDocument(document, { override: allowNewFields });
}

/** Answers may gain fields, and clients must not be generated so that they break then. */
function allowNewFields({ jsonSchema, io }: { jsonSchema: { additionalProperties?: unknown }; io: 'input' | 'output' }): void {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
