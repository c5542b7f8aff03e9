import { isDeepStrictEqual } from 'node:util';
import type { Approval, ApprovalDecision } from '../../lib/contract/approvals.ts';
import type { ApprovalStore } from '../core/approvals.ts';
import type { Database } from './database.ts';
import { toSqlJson, toSqlText } from './sql-text.ts';

const MAX_LISTED = 500;

const COLUMNS = `a.id AS approval_id, a.run_id, a.conversation_id, a.call_id, a.agent, a.tool, a.arguments, a.risk, a.why,
  a.status, a.reason, a.created_at, a.expires_at, a.decided_at`;

const STATUS_OF = { approve: 'approved', reject: 'rejected' } as const;

function isSame(approval: Approval, { decision, arguments: edited }: ApprovalDecision): boolean {
  return approval.status === STATUS_OF[decision] && (edited === undefined || isDeepStrictEqual(edited, approval.arguments));
}

export function createApprovalStore({ query }: Pick<Database, 'query'>): ApprovalStore {
  async function get(ownerId: string, approvalId: string): Promise<Approval | null> {
    const [found] = await query<Approval>(`SELECT ${COLUMNS} FROM approvals a WHERE a.id = $1 AND a.owner_id = $2`, [
      approvalId,
      ownerId,
    ]);
    return found ?? null;
  }

  async function request({ ownerId, ...approval }: Parameters<ApprovalStore['request']>[0]): Promise<Approval> {
    const [row] = await query<Approval>(
      `WITH added AS (
          INSERT INTO approvals (id, owner_id, run_id, conversation_id, call_id, agent, tool, arguments, risk, why, created_at, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
          ON CONFLICT (run_id, call_id) DO NOTHING RETURNING *
        )
        SELECT ${COLUMNS} FROM added a
        UNION ALL
        SELECT ${COLUMNS} FROM approvals a WHERE a.run_id = $3 AND a.call_id = $5`,
      [
        approval.approval_id,
        ownerId,
        approval.run_id,
        approval.conversation_id,
        approval.call_id,
        approval.agent,
        approval.tool,
        toSqlText(JSON.stringify(approval.arguments)),
        approval.risk,
        approval.why,
        approval.created_at,
        approval.expires_at,
      ],
    );
    // Two at once: the row of the other one was not visible yet.
    return row ?? request({ ownerId, ...approval });
  }

  return {
    get,
    request,

    list: (ownerId, status) =>
      query<Approval>(
        `SELECT ${COLUMNS} FROM approvals a WHERE a.owner_id = $1 AND ($2::text IS NULL OR a.status = $2)
        ORDER BY a.created_at DESC, a.id DESC LIMIT ${MAX_LISTED}`,
        [ownerId, status ?? null],
      ),

    async decide(ownerId, approvalId, decision, nowMs) {
      const { decision: verdict, arguments: edited, reason } = decision;
      const [decided] = await query<Approval>(
        `UPDATE approvals a SET status = $3, reason = $4, arguments = coalesce($5::json, a.arguments), decided_at = $6
        WHERE a.id = $1 AND a.owner_id = $2 AND a.status = 'pending' AND a.expires_at > $6 RETURNING ${COLUMNS}`,
        [approvalId, ownerId, STATUS_OF[verdict], reason === undefined ? null : toSqlText(reason), toSqlJson(edited), nowMs],
      );
      if (decided) return { kind: 'decided', approval: decided };
      const approval = await get(ownerId, approvalId);
      return approval && { kind: isSame(approval, decision) ? 'repeated' : 'conflict', approval };
    },

    decided: (approvalIds) =>
      query<Approval>(`SELECT ${COLUMNS} FROM approvals a WHERE a.id = ANY($1) AND a.status <> 'pending'`, [approvalIds]),

    expire: (nowMs) =>
      query<Approval>(
        `UPDATE approvals a SET status = 'expired', decided_at = $1 WHERE a.status = 'pending' AND a.expires_at <= $1
        RETURNING ${COLUMNS}`,
        [nowMs],
      ),

    async cancelOfRun(runId, nowMs) {
      await query(`UPDATE approvals SET status = 'cancelled', decided_at = $2 WHERE run_id = $1 AND status = 'pending'`, [
        runId,
        nowMs,
      ]);
    },
  };
}
