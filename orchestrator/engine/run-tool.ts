import { type JsonObject, jsonObject } from '../../lib/contract/primitives.ts';
import type { Tool, ToolContext } from '../core/tool.ts';
import { whyUnreadable } from '../core/unreadable-arguments.ts';
import { whyApproval } from './approval-policy.ts';
import { coerceArguments, describeArguments } from './coerce-arguments.ts';
import type { Invocation } from './invocation.ts';
import { seekApproval } from './seek-approval.ts';
import { parseOutput, toRecorded } from './to-recorded.ts';
import { toToolSchema } from './tool-schema.ts';

/** What a model gets of one result: about a fifth of a large context. */
const MAX_OUTPUT_CHARS = 100_000;

type Outcome = { status: 'ok' | 'error' | 'cancelled'; output: string; summary: string };
type Call = { call_id: string; span_id: string; tool: string };

function failed(message: string, status: Outcome['status'] = 'error'): Outcome {
  return { status, output: JSON.stringify({ error: message }), summary: message };
}

/** Rejects with the reason when the run is stopped or the tool takes too long, also if the tool does not listen. */
async function withDeadline<T>(tool: Tool, runSignal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(runSignal.reason);
  runSignal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`the tool did not finish within ${tool.timeoutMs} ms`)),
    tool.timeoutMs,
  );
  try {
    runSignal.throwIfAborted();
    const stopped = new Promise<never>((_resolve, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    runSignal.removeEventListener('abort', stop);
  }
}

/** What the tool may do besides its result, on behalf of this run. */
function toContext(call: Call, { run }: Invocation, signal: AbortSignal): ToolContext {
  const { runId, ownerId, conversationId, request } = run.input;
  const timeZone = request.context?.time_zone;
  return {
    signal,
    ownerId,
    conversationId,
    runId,
    callId: call.call_id,
    nowMs: run.services.clock.now(),
    ...(typeof timeZone === 'string' ? { timeZone } : {}),
    fileIds: request.file_ids ?? [],
    earlierFileIds: run.earlierFileIds,
    progress(note, progress) {
      if (signal.aborted) return;
      run.channel.push({ type: 'tool.progress', ...call, note, ...(progress === undefined ? {} : { progress }) });
    },
    addSource: (source) => run.sources.add(source),
    async saveArtifact(file) {
      signal.throwIfAborted();
      const { fileId, name, mimeType, sizeBytes } = await run.services.saveArtifact({ ...file, ownerId, runId });
      run.channel.push({ type: 'artifact', artifact_id: fileId, name, mime_type: mimeType, size_bytes: sizeBytes });
      return { fileId };
    },
  };
}

function toBounded(output: string): string {
  const excess = output.length - MAX_OUTPUT_CHARS;
  return excess > 0 ? `${output.slice(0, MAX_OUTPUT_CHARS).toWellFormed()}\n… (${excess} characters left out)` : output;
}

async function invoke(tool: Tool, args: JsonObject, call: Call, invocation: Invocation): Promise<Outcome> {
  const { signal } = invocation.run;
  const parsed = tool.parameters.safeParse(args);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return failed(
      `invalid arguments (${issues.join('; ')}); ${tool.name} takes ${describeArguments(toToolSchema(tool).parameters)}`,
    );
  }
  try {
    const result = await withDeadline(tool, signal, (own) => tool.execute(parsed.data, toContext(call, invocation, own)));
    return { status: 'ok', summary: result.summary, output: toBounded(result.output) };
  } catch (error) {
    if (signal.aborted) return failed('stopped', 'cancelled');
    return failed(error instanceof Error ? error.message : 'the tool failed');
  }
}

/** Executes an admitted call and tells the run about it. */
async function execute(tool: Tool, args: JsonObject, callId: string, invocation: Invocation): Promise<string> {
  const { run } = invocation;
  const { clock } = run.services;
  const call = { call_id: callId, span_id: invocation.spanId(), tool: tool.name };
  const startedAt = clock.monotonic();
  run.channel.push({ type: 'tool.started', ...call, arguments: args });
  // After a crash it must be known that an effect may have happened.
  if (tool.risk !== 'read') await run.stored();
  const { status, output, summary } = await invoke(tool, args, call, invocation);
  if (tool.isUntrusted && status === 'ok') {
    run.taint.taint();
    run.taint.learn(output, JSON.stringify(args));
  }
  const durationMs = Math.round(clock.monotonic() - startedAt);
  const count = run.sources.all().length;
  run.channel.push({
    type: 'tool.finished',
    ...call,
    status,
    summary,
    duration_ms: durationMs,
    output: toRecorded(output),
    ...(count === 0 ? {} : { source_count: count }),
  });
  return output;
}

/** A call that is not made is still shown. */
function report(tool: Tool, args: unknown, callId: string, invocation: Invocation, outcome: Outcome): string {
  const { channel } = invocation.run;
  const call = { call_id: callId, span_id: invocation.spanId(), tool: tool.name };
  const { status, summary, output } = outcome;
  channel.push({ type: 'tool.started', ...call, arguments: args });
  channel.push({ type: 'tool.finished', ...call, status, summary, duration_ms: 0, output: toRecorded(output) });
  return output;
}

/** The arguments in the form that the tool wants: these are shown, approved, run and recorded. Why there are none, else. */
function readArguments(tool: Tool, raw: unknown): JsonObject | string {
  const unreadable = whyUnreadable(raw);
  if (unreadable !== null) return unreadable;
  const { parameters } = toToolSchema(tool);
  return (
    coerceArguments(raw, tool.name, parameters) ?? `invalid arguments: they must be an object, ${describeArguments(parameters)}`
  );
}

async function settleCall(tool: Tool, raw: unknown, callId: string, invocation: Invocation): Promise<string> {
  const { run } = invocation;
  const args = readArguments(tool, raw);
  const asked = typeof args === 'string' ? raw : args;
  const refusal = invocation.isReplaying() ? null : run.limits.refuseCall(tool.name, JSON.stringify(asked));
  if (refusal !== null) return report(tool, asked, callId, invocation, failed(refusal));
  if (typeof args === 'string') return report(tool, raw, callId, invocation, failed(args));
  const why = tool.parameters.safeParse(args).success ? whyApproval(tool, args, run.services.policy, run.taint) : null;
  if (why === null) return execute(tool, args, callId, invocation);
  const verdict = await seekApproval({ tool, args, why, callId }, invocation);
  if (verdict.kind === 'refused') return report(tool, args, callId, invocation, failed(verdict.because));
  const output = await execute(tool, verdict.args, callId, invocation);
  return verdict.isEdited ? withEdits(output, verdict.args) : output;
}

/** The model must know that its call was changed. */
function withEdits(output: string, args: JsonObject): string {
  const parsed = jsonObject.safeParse(parseOutput(output));
  if (parsed.success) return JSON.stringify({ ...parsed.data, arguments_as_changed_by_the_user: args });
  return `The user changed the arguments to ${JSON.stringify(args)} before agreeing.\n${output}`;
}

/** Runs a tool for the agent that is at work. Never throws, unless the run is stopped: a failure is a result for the model. */
export async function runTool(tool: Tool, args: unknown, callId: string, invocation: Invocation): Promise<string> {
  const known = invocation.resultOf(callId);
  if (known !== null) return known;
  const { run } = invocation;
  const output = await settleCall(tool, args, callId, invocation);
  if (run.signal.aborted) return output;
  invocation.settle(callId, output);
  if (tool.risk !== 'read') run.checkpoint();
  return output;
}
