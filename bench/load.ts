import { chatOnSocket } from './load/chat-on-socket.ts';
import { postChats } from './load/post-chats.ts';
import type { LoadCommand, LoadReply, LoadRequest } from './load/protocol.ts';
import { readPlan, readStream } from './load/read-stream.ts';
import { runPool } from './load/run-pool.ts';
import { stopRun } from './load/stop-runs.ts';

/** A load generator: a process of its own that does what it is told over IPC and gives back what its readers saw. */
async function execute(command: LoadCommand): Promise<unknown> {
  switch (command.kind) {
    case 'streams':
      return runPool(command.requests, { concurrency: command.concurrency, perSecond: command.opensPerSecond }, readPlan);
    case 'posts':
      return postChats(command);
    case 'sockets':
      return Promise.all(command.requests.map(chatOnSocket));
    case 'stops':
      return runPool(command.requests, { concurrency: command.concurrency, perSecond: 0 }, (request) =>
        stopRun(request, command.upstream),
      );
    case 'replays': {
      const { origins, plan, times } = command;
      const path = `/api/runs/${command.runId}/stream?after=0`;
      const inTurn = Array.from({ length: times }, () => origins).flat();
      return runPool(inTurn, { concurrency: 1, perSecond: 0 }, (origin) => readStream({ origin, plan, path }));
    }
  }
}

process.on('message', (request: LoadRequest) => {
  const reply = (message: LoadReply): boolean | undefined => process.send?.(message);
  execute(request.command).then(
    (result) => reply({ id: request.id, result }),
    (error: unknown) => reply({ id: request.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', port: 0 });
