import type { Tool, ToolContext } from '../core/tool.ts';
import type { AgentRun } from './agent-run.ts';

/** Longer output stays whole for the model; the record of the run keeps the beginning. */
const MAX_RECORDED_CHARS = 4_000;

type Outcome = { status: 'ok' | 'error' | 'cancelled'; output: string; summary: string };

function failed(message: string, status: Outcome['status'] = 'error'): Outcome {
  return { status, output: JSON.stringify({ error: message }), summary: message };
}

/** Rejects with the reason when the run is stopped or the tool takes too long, also if the tool does not listen. */
async function withDeadline<T>(tool: Tool, run: AgentRun, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(run.signal.reason);
  run.signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`the tool did not finish within ${tool.timeoutMs} ms`)),
    tool.timeoutMs,
  );
  try {
    controller.signal.throwIfAborted();
    const stopped = new Promise<never>((_resolve, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener('abort', stop);
  }
}

type Call = { call_id: string; span_id: string; tool: string };

/** What the tool may do besides its result, on behalf of this run. */
function toContext(call: Call, run: AgentRun, signal: AbortSignal): ToolContext {
  const { runId, ownerId, conversationId, request } = run.input;
  return {
    signal,
    ownerId,
    conversationId,
    runId,
    callId: call.call_id,
    nowMs: run.clock.now(),
    fileIds: request.file_ids ?? [],
    progress(note, progress) {
      if (signal.aborted) return;
      run.channel.push({ type: 'tool.progress', ...call, note, ...(progress === undefined ? {} : { progress }) });
    },
    addSource: (source) => run.sources.add(source),
    async saveArtifact(file) {
      signal.throwIfAborted();
      const { fileId, name, mimeType, sizeBytes } = await run.saveArtifact({ ...file, ownerId, runId });
      run.channel.push({ type: 'artifact', artifact_id: fileId, name, mime_type: mimeType, size_bytes: sizeBytes });
      return { fileId };
    },
  };
}

async function invoke(tool: Tool, args: unknown, call: Call, run: AgentRun): Promise<Outcome> {
  const parsed = tool.parameters.safeParse(args);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return failed(`invalid arguments (${issues.join('; ')})`);
  }
  try {
    const result = await withDeadline(tool, run, (signal) => tool.execute(parsed.data, toContext(call, run, signal)));
    return { status: 'ok', ...result };
  } catch (error) {
    if (run.signal.aborted) return failed('stopped', 'cancelled');
    return failed(error instanceof Error ? error.message : 'the tool failed');
  }
}

function toRecorded(output: string): unknown {
  if (output.length > MAX_RECORDED_CHARS) return `${output.slice(0, MAX_RECORDED_CHARS)}…`;
  try {
    return JSON.parse(output) as unknown;
  } catch {
    return output;
  }
}

/** Runs a tool for the agent that is at work and tells the run about it. Never throws: a failure is a result for the model. */
export async function runTool(tool: Tool, args: unknown, callId: string, run: AgentRun): Promise<string> {
  const call = { call_id: callId, span_id: run.spanId(), tool: tool.name };
  const startedAt = run.clock.monotonic();
  run.channel.push({ type: 'tool.started', ...call, arguments: args });
  const { status, output, summary } = await invoke(tool, args, call, run);
  const durationMs = run.clock.monotonic() - startedAt;
  run.channel.push({ type: 'tool.finished', ...call, status, summary, duration_ms: durationMs, output: toRecorded(output) });
  return output;
}
