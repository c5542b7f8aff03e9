import type { JsonObject } from '../../lib/contract/primitives.ts';
import type { RiskClass, Tool } from '../core/tool.ts';
import type { Taint } from './taint.ts';

/** `auto`: what costs money, and everything with an effect once the run is tainted. `always`: everything with an effect. */
export type ApprovalPolicy = 'auto' | 'always';

const EFFECTS: Record<Exclude<RiskClass, 'read'>, string> = {
  write: 'changes your data',
  execute: 'runs code',
  spend: 'costs money',
};

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\S|[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?$)/i;

/**
 * Whether a network call carries nothing to a stranger: it goes where the configuration says (a search), or to addresses
 * that the run was given as they are.
 */
function onlyFollows(args: JsonObject, taint: Taint): boolean {
  return strings(args)
    .filter((text) => ADDRESS.test(text.trim()))
    .every((address) => taint.knows(address.trim()));
}

/** Why a person must agree to this call, in one sentence; `null`: it may be made. */
export function whyApproval(tool: Tool, args: JsonObject, policy: ApprovalPolicy, taint: Taint): string | null {
  const afterReading = taint.isTainted() ? ' and the run has read content from strangers, which may have influenced it' : '';
  if (tool.risk !== 'read') {
    const isNeeded = tool.risk === 'spend' || policy === 'always' || taint.isTainted();
    if (isNeeded) return `The call ${EFFECTS[tool.risk]}${afterReading}.`;
  }
  if (tool.usesNetwork && taint.isTainted() && !onlyFollows(args, taint)) {
    return `The call reaches an address that the agent made up itself${afterReading}.`;
  }
  return null;
}
