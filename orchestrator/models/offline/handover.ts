import type { AgentId } from '../../../lib/contract/primitives.ts';

const REQUEST =
  /^(?:please )?(?:(?:ask|let|have|use) (?:the )?|(?:hand (?:this |it )?over to|transfer (?:me )?to|switch to|delegate to) (?:the )?)(research|code|knowledge|task|computer[ _]use)(?: agent| specialist)?\s*(?:[:,]|\bto\b|\banswer\b|\bcalculate\b)?\s*/i;

/** Takes `ask the code agent to …` apart. */
export function toHandover(message: string): { agent: AgentId; rest: string } | null {
  const match = REQUEST.exec(message.trim());
  if (!match) return null;
  const agent = (match[1] as string).toLowerCase().replace(' ', '_') as AgentId;
  return { agent, rest: message.trim().slice(match[0].length) };
}

export const toTransferTool = (agent: AgentId) => `transfer_to_${agent}`;
export const toAskTool = (agent: AgentId) => `ask_${agent}`;
export const isTransferTool = (name: string) => name.startsWith('transfer_to_');
