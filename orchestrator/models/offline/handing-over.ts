import type { ToolSpec } from '../../core/model.ts';
import type { Plan } from './plan.ts';

const REQUEST =
  /^(?:please )?(?:(?:ask|let|have|use) (?:the )?|(?:hand (?:this |it )?over to|transfer (?:me )?to|switch to|delegate to) (?:the )?)(research|code|knowledge|task|computer[ _]use)(?: agent| specialist)?\s*(?:[:,]|\bto\b|\banswer\b|\bcalculate\b)?\s*/i;

/** Takes `ask the code agent to …` apart. */
export function toHandover(message: string): { agent: string; rest: string } | null {
  const match = REQUEST.exec(message.trim());
  if (!match) return null;
  return { agent: (match[1] as string).toLowerCase().replace(' ', '_'), rest: message.trim().slice(match[0].length) };
}

/** Hands over where the agent may; a specialist that was reached this way has no such tool and answers itself. */
export function planHandover(agent: string, tools: readonly ToolSpec[]): Plan | null {
  const tool = tools.find(({ name }) => name === `transfer_to_${agent}`);
  if (!tool) return null;
  const reason = `You asked for the ${agent.replace('_', ' ')} agent.`;
  return { calls: [{ tool: tool.name, arguments: { reason } }], say: () => reason };
}
