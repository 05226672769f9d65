import { address } from '../kernel/hex.ts';
import { type Json, jsonOf } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import { currentDeployment } from '../platform/chain/deployment-store.ts';
import { auditLog } from './audit-log.ts';
import type { AuditProgress } from './audit-parts.ts';
import { openLogKey } from './log-key.ts';
import type { TransparencyDeps } from './open-log.ts';

export const LOG_AUDIT_JOB = 'log.audit';

/** Handlers of the jobs of this room. */
export function transparencyJobs({ database, chain, wrap, config }: TransparencyDeps) {
  return {
    [LOG_AUDIT_JOB]: async (_payload: Json, { progress }: { readonly progress: AuditProgress }): Promise<Json> => {
      const chainId = await chain.chainId();
      const deployed = await currentDeployment(database.client, chainId, 'CreditLedger');
      if (deployed === null)
        throw new DomainError('ledger_not_deployed', 'unavailable', 'No ledger contract is recorded for this chain.', { retryable: true });
      const { publicKey } = openLogKey(config.home, wrap.masterKey);
      const place = { chainId, ledger: address(deployed.address) };
      const parts = { database, chain, place, home: config.home, publicKey, firstBlock: deployed.block };
      return jsonOf(await auditLog(parts, progress));
    },
  };
}
