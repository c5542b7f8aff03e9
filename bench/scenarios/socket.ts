import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import { firstTokens, openAtOnce, problemsOf, repeat, USUAL_PACE, warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'direct', ...USUAL_PACE, tokens: 60 };
const AT_ONCE = 50;

export const socket: Scenario = {
  name: 'socket',
  title: `WebSocket through the front, ${AT_ONCE} at once (control: the same by server-sent events)`,
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [product.front]);
    const requests = repeat(product.front, PLAN, AT_ONCE);
    const toSample = (results: Awaited<ReturnType<typeof openAtOnce>>): Sample => ({
      values: {
        ...firstTokens(results),
        first_frame_p95: quantile(
          results.map((result) => result.firstFrameMs),
          0.95,
        ),
      },
      problems: problemsOf(results),
    });
    return {
      sides: {
        control: async () => toSample(await openAtOnce(bench, requests)),
        product: async () => toSample(await bench.load.do({ kind: 'sockets', requests })),
      },
      stop: product.stop,
    };
  },
  rows(median) {
    const frame = median('product', 'first_frame_p95');
    return [
      {
        what: 'first frame, p95, with the upgrade',
        unit: 'ms',
        value: frame,
        control: median('control', 'first_frame_p95'),
        goal: atMost(400, 'ms', frame),
      },
      {
        what: 'first token, p95',
        unit: 'ms',
        value: median('product', 'first_token_p95'),
        control: median('control', 'first_token_p95'),
      },
    ];
  },
};
