import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import type { Bench } from '../system/start-bench.ts';
import { firstTokens, openAtOnce, problemsOf, repeat, USUAL_PACE, warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'direct', ...USUAL_PACE, tokens: 60 };
const AT_ONCE = 50;

async function measure(bench: Bench, origin: Origin): Promise<Sample> {
  const results = await openAtOnce(bench, repeat(origin, PLAN, AT_ONCE));
  return { values: firstTokens(results), problems: problemsOf(results) };
}

export const firstToken: Scenario = {
  name: 'first-token',
  title: `First token through the whole chain, direct answer, ${AT_ONCE} at once`,
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [bench.control, product.front]);
    return {
      sides: { control: () => measure(bench, bench.control), product: () => measure(bench, product.front) },
      stop: product.stop,
    };
  },
  rows(median) {
    const row = (percent: 50 | 95) => {
      const value = median('product', `first_token_p${percent}`);
      const control = median('control', `first_token_p${percent}`);
      return {
        what: `first token, p${percent}`,
        unit: 'ms',
        value,
        control,
        goal: { text: '≤ 1.5 × control + 10 ms', met: value <= 1.5 * control + 10 },
      };
    };
    const p95 = median('product', 'first_token_p95');
    return [row(50), row(95), { what: 'first token, p95, PRD', unit: 'ms', value: p95, goal: atMost(350, 'ms', p95) }];
  },
};
